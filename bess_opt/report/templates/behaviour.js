"use strict";
(function () {
  var charts = JSON.parse(document.getElementById("charts").textContent);
  var narrow = 620;
  var coarse = window.matchMedia("(pointer: coarse)").matches;
  var config = { displaylogo: false, responsive: true, scrollZoom: false, displayModeBar: false, staticPlot: false };

  function layoutOf(spec, box) {
    var small = box.clientWidth < narrow;
    var layout = JSON.parse(JSON.stringify(small ? spec.narrow : spec.layout));
    layout.autosize = true;
    if (coarse) { layout.dragmode = false; }
    box.style.height = layout.height + "px";
    return layout;
  }

  function draw(box) {
    var spec = charts[box.dataset.chart];
    box.dataset.small = String(box.clientWidth < narrow);
    return Plotly.newPlot(box, spec.data, layoutOf(spec, box), config);
  }

  function adapt() {
    document.querySelectorAll(".chart").forEach(function (box) {
      if (box.dataset.small && box.dataset.small !== String(box.clientWidth < narrow)) { draw(box); }
    });
  }

  function toggle(button) {
    var box = document.querySelector('[data-chart="' + button.dataset.figure + '"]');
    var name = button.dataset.number;
    var show = button.getAttribute("aria-pressed") !== "true";
    var spec = charts[button.dataset.figure];
    var names = spec.legend;
    var which = [];
    spec.data.forEach(function (trace, k) { if (trace.name === names[name]) { which.push(k); } });
    button.setAttribute("aria-pressed", String(show));
    Plotly.restyle(box, { visible: show }, which);
  }

  document.querySelectorAll(".legend button").forEach(function (button) {
    button.addEventListener("click", function () { toggle(button); });
  });

  var waiting = Array.prototype.slice.call(document.querySelectorAll(".chart"));
  (function next() {
    var box = waiting.shift();
    if (!box) { document.body.dataset.drawn = "true"; return; }
    draw(box).then(function () { setTimeout(next, 0); });
  })();
  window.addEventListener("resize", function () { clearTimeout(adapt.timer); adapt.timer = setTimeout(adapt, 150); });
})();
