"""A case file to a validated case: every fault in one pass, with its place.

The order is: text, plain data with places, the scenario's overlays, then ``-S`` overrides, then
each section by itself, then what only the whole can tell. Nothing is read from the environment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bess_opt.case.case_file import CaseFile
from bess_opt.case.crosscheck import cross_faults
from bess_opt.case.document import Document, Spot
from bess_opt.case.files import file_faults
from bess_opt.case.json_schema import json_schema
from bess_opt.case.magnitudes import magnitude_faults
from bess_opt.case.money import convert_money
from bess_opt.case.opening import MOST_WORKBOOK_BYTES, find_case, read_bytes, read_text
from bess_opt.case.other_text import read_json, read_toml
from bess_opt.case.overlay import apply_overlay, lay, layers
from bess_opt.case.plausible import warnings_of
from bess_opt.case.resolved import origins_of, resolve_case, resolved_yaml
from bess_opt.case.schema import Case, Scenario
from bess_opt.case.sections import Sections, read_sections
from bess_opt.case.study_workbook import read_workbook
from bess_opt.case.yaml_text import read_yaml
from bess_opt.errors import CaseError, Fault, Place, count
from bess_opt.workbook import ENDINGS as WORKBOOKS


def read_case(
    path: str | Path,
    *,
    scenario: str | None = None,
    overrides: Sequence[str] = (),
    check: bool = True,
) -> CaseFile:
    """Read, overlay and validate a case.

    Parameters
    ----------
    path : str or Path
        A case file, or a folder that holds ``case.yaml``.
    scenario : str, optional
        Name of a scenario of the case to lay on.
    overrides : sequence of str
        ``path=value``, the value in YAML, laid on last.
    check : bool
        Raise where there are errors; else return what is sound, with the faults.

    Raises
    ------
    CaseError
        The case has errors and ``check`` is set; carries every fault.
    """
    given = Path(path)
    found = find_case(given)
    if isinstance(found, Fault):
        return _finished(_empty(given, found), check)
    document, digest = _document(found)
    if document.data is None and document.faults:
        return _finished(_empty(found, document.faults[0], digest, document), check)
    base = document.copy()
    if isinstance(document.data, dict):
        if scenario is not None:
            _lay_scenario(document, scenario)
        for option in overrides:
            _lay_override(document, option)
    sections, faults = _examined(document, found.parent)
    case = _assembled(sections, faults)
    if case is not None and scenario is None and not overrides:
        faults += _other_scenarios(base)
        case = _assembled(sections, faults)
    resolved = resolve_case(case) if case is not None else {}
    case_file = CaseFile(
        case=case,
        path=found,
        folder=found.parent,
        resolved=resolved,
        origins=origins_of(resolved, document),
        faults=tuple(sorted(faults, key=_in_order)),
        text_sha256=digest,
        scenario=scenario,
        overrides=tuple(overrides),
        sound=sections.sound,
        document=document,
    )
    return _finished(case_file, check)


def _document(path: Path) -> tuple[Document, str]:
    """What a file holds, by its ending, and the hash of its bytes."""
    if path.suffix.lower() in WORKBOOKS:
        content = read_bytes(path, MOST_WORKBOOK_BYTES)
        if isinstance(content, Fault):
            return Document(str(path), faults=[content]), hashlib.sha256(b"").hexdigest()
        return read_workbook(content, str(path)), hashlib.sha256(content).hexdigest()
    raw, text = read_text(path)
    digest = hashlib.sha256(raw).hexdigest()
    if isinstance(text, Fault):
        return Document(str(path), faults=[text]), digest
    readers = {".json": read_json, ".toml": read_toml}
    return readers.get(path.suffix.lower(), read_yaml)(text, str(path)), digest


def case_of(data: Mapping[str, Any], *, origin: str = "case") -> Case:
    """The validated case of plain data, such as resolved data with an overlay laid on.

    Files are not looked at.

    Raises
    ------
    CaseError
        The data have errors; carries every fault.
    """
    document = Document(origin, dict(data))
    sections, faults = _examined(document, None)
    case = _assembled(sections, faults)
    if case is None:
        raise CaseError(_summary(origin, faults), faults)
    return case


def _examined(document: Document, folder: Path | None) -> tuple[Sections, list[Fault]]:
    """Sections and all faults of a document."""
    convert_money(document)
    sections = read_sections(document)
    faults = [*document.faults, *sections.faults]
    if not isinstance(document.data, dict):
        return sections, faults
    faults += cross_faults(sections, document)
    faults += warnings_of(sections, document)
    faults += (f for f in magnitude_faults(document) if not document.is_refused(f.path))
    if folder is not None:
        faults += file_faults(sections, document, folder)
    return sections, faults


def _assembled(sections: Sections, faults: Sequence[Fault]) -> Case | None:
    if any(fault.is_error for fault in faults):
        return None
    return Case.model_validate(sections.sound)


def _lay_scenario(document: Document, name: str) -> None:
    """Lay a scenario and those it extends on the document."""
    written = document.data.get("scenarios")
    scenarios = _scenarios(written)
    if name not in scenarios and isinstance(written, dict) and name in written:
        return
    try:
        order = layers(scenarios, name)
    except CaseError as error:
        for fault in error.faults:
            place = document.place(fault.path)
            document.faults.append(replace(fault, place=place))
        return
    for one in order:
        base = f"scenarios.{one}.overlay"
        writer = Document(document.file, None, dict(document.spots), [], set(document.refused))
        lay(document, scenarios[one].overlay, writer, base, f"scenario {one}")


def _scenarios(written: Any) -> dict[str, Scenario]:
    """Scenarios that are sound in themselves."""
    sound = {}
    for name, value in written.items() if isinstance(written, dict) else ():
        try:
            sound[name] = Scenario.model_validate(value, strict=True)
        except ValueError:
            continue
    return sound


def _lay_override(document: Document, option: str) -> None:
    """Lay one ``path=value`` on the document."""
    path, sign, text = option.partition("=")
    label = f"-S {option}"
    if not sign:
        found = f"'{option}' has no '='"
        place = Place(label)
        repair = "write -S path=value, such as -S assets.bess.p_rated_mw=100"
        document.faults.append(Fault("E-CF-017", found, "path=value", repair, place, path))
        return
    writer = read_yaml(text, label)
    document.faults.extend(writer.faults)
    if writer.faults and writer.data is None:
        return
    held = {path.strip(): writer.data}
    moved = {f"{path.strip()}{'.' if p else ''}{p}": spot for p, spot in writer.spots.items()}
    bare = {p: Spot(label, written=spot.written) for p, spot in moved.items()}
    lay(document, held, Document(label, None, bare), "", "-S")


def _other_scenarios(base: Document) -> list[Fault]:
    """Faults that the scenarios of a sound case would bring."""
    faults: dict[tuple[str, str, str], Fault] = {}
    for name in _scenarios(base.data.get("scenarios")):
        document = base.copy()
        _lay_scenario(document, name)
        _, found = _examined(document, None)
        for fault in found:
            if fault.is_error:
                layer = "" if fault.code == "E-CF-018" else f"in scenario {name}: "
                told = replace(fault, found=f"{layer}{fault.found}")
                faults.setdefault((fault.code, fault.path, str(fault.place)), told)
    return list(faults.values())


def _empty(
    path: Path, fault: Fault, digest: str = "", document: Document | None = None
) -> CaseFile:
    faults = (fault,) if document is None else tuple(document.faults)
    held = document or Document(str(path))
    return CaseFile(None, path, path.parent, {}, {}, faults, digest, document=held)


def _in_order(fault: Fault) -> tuple[bool, int, int]:
    place = fault.place or Place("")
    return place.file.startswith("-S"), place.line or 0, place.column or 0


def _summary(name: str, faults: Sequence[Fault]) -> str:
    errors = sum(fault.is_error for fault in faults)
    return f"{name} has {count(errors, 'error')}"


def _finished(case_file: CaseFile, check: bool) -> CaseFile:
    if check and case_file.errors:
        raise CaseError(_summary(str(case_file.path), case_file.faults), case_file.faults)
    return case_file


__all__ = [
    "CaseFile",
    "apply_overlay",
    "case_of",
    "json_schema",
    "read_case",
    "resolved_yaml",
]
