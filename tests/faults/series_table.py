"""Faults of a data file, one line each: what the file holds, and what is told about it, where.

Each row changes one passage of ``DAY`` (24 hours of 1 January 2025 in Karachi) or brings its own
text, and may change the series or the time section. To add a fault, add a row.
"""

# ruff: noqa: E501  (a fault is one line, however long)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DAY = "time,mw\n" + "".join(f"2025-01-01T{h:02d}:00,{100 + h}\n" for h in range(24))
TWO_DAYS = DAY + "".join(f"2025-01-02T{h:02d}:00,{100 + h}\n" for h in range(24))
QUARTERS = "time,mw\n" + "".join(
    f"2025-01-01T{q // 4:02d}:{q % 4 * 15:02d},{100 + q}\n" for q in range(96)
)
SLASHED = "time,mw\n" + "".join(f"03/04/2025 {h:02d}:00,{100 + h}\n" for h in range(24))
ENDS = "time,mw\n" + "".join(f"2025-01-01 {h:02d}:00,{100 + h}\n" for h in range(1, 25))
NO_TIME = "mw\n" + "".join(f"{100 + h}\n" for h in range(24))
BERLIN = {"zone": "Europe/Berlin"}
SPRING = {**BERLIN, "start": "2025-03-30T00:00"}
AUTUMN = {**BERLIN, "start": "2025-10-26T00:00"}
LEAP = {"start": "2024-02-28T00:00", "periods": "3 days"}


def hours(*days: str) -> str:
    """Every hour of the days, as local stamps."""
    return "time,mw\n" + "".join(f"{day}T{h:02d}:00,{100 + h}\n" for day in days for h in range(24))


@dataclass(frozen=True)
class Row:
    """One fault.

    Parameters
    ----------
    name : str
    code : str
        That is told.
    words : str
        That its sentence holds.
    place : str
        At which it is told.
    was, now : str
        Passage of ``text`` and what stands in its place.
    text : str
        The file.
    spec, time : dict
        Changes of the series and of the time section.
    """

    name: str
    code: str
    words: str
    place: str
    was: str = ""
    now: str = ""
    text: str | bytes = DAY
    spec: Mapping[str, Any] = field(default_factory=dict)
    time: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> str | bytes:
        """The file with its passage changed."""
        if not self.was:
            return self.text
        assert isinstance(self.text, str)
        assert self.was in self.text, f"{self.name}: the passage is not in the text"
        return self.text.replace(self.was, self.now, 1)


H5 = "2025-01-01T05:00,105"
H5_LINE = H5 + "\n"

# fmt: off
ROWS = (
    Row('column missing', 'E-TS-001', "no column 'mw'", 'load.csv:1:1', 'time,mw', 'time,load_mw'),
    Row('column near', 'E-TS-001', "Did you mean 'mw'", 'load.csv:1:1', spec={'column': 'mww'}),
    Row('column not said', 'E-TS-001', '2 columns of values', 'None', text='time,a,b\n2025-01-01T00:00,1,2\n', spec={'column': None}),
    Row('time column missing', 'E-TS-001', "no column 'when'", 'load.csv:1:1', spec={'time_column': 'when'}),
    Row('column twice', 'E-TS-002', "2 columns 'mw'", 'load.csv:1:9', text='time,mw,mw\n2025-01-01T00:00,1,2\n'),
    Row('field too many', 'E-TS-003', '3 fields, the header has 2', 'load.csv:7', H5, H5 + ',9'),
    Row('field too few', 'E-TS-003', '1 field, the header has 2', 'load.csv:7', H5, '2025-01-01T05:00'),
    Row('field too many everywhere', 'E-TS-003', 'name the extra column', 'load.csv:2', text='t,p\n1,2,3\n1,2,3\n'),
    Row('delimiter at the end', 'E-TS-003', "Every line ends in ','", 'load.csv:2', text='t,p\n1,2,\n1,2,\n'),
    Row('error cell', 'E-TS-004', "column 'mw' holds '#REF!'", 'load.csv:7:18', H5, '2025-01-01T05:00,#REF!'),
    Row('word for nothing', 'E-TS-004', "holds 'n/a'", 'load.csv:7:18', H5, '2025-01-01T05:00,n/a'),
    Row('zone code as number', 'E-TS-004', "holds 'NA'", 'load.csv:7:18', H5, '2025-01-01T05:00,NA'),
    Row('thousands', 'E-TS-004', 'marks between the thousands', 'load.csv:7:18', H5, '2025-01-01T05:00,"1,105.5"'),
    Row('decimal comma', 'E-TS-004', 'set decimal: ","', 'load.csv:7:18', H5, '2025-01-01T05:00,"105,25"'),
    Row('points and comma', 'E-TS-004', 'remove the points', 'load.csv:7:18', H5, '2025-01-01T05:00,"1.105,25"'),
    Row('quotation mark left open', 'E-TS-004', 'mark may be left open', 'load.csv:7:18', H5, '2025-01-01T05:00,"105'),
    Row('percent sign', 'E-TS-004', 'set unit: "%"', 'load.csv:7:18', H5, '2025-01-01T05:00,86%'),
    Row('wrong minus', 'E-TS-004', 'U+2212 is not a minus sign', 'load.csv:7:18', H5, '2025-01-01T05:00,−105'),
    Row('underscore', 'E-TS-004', "holds '1_05'", 'load.csv:7:18', H5, '2025-01-01T05:00,1_05'),
    Row('empty cell', 'E-TS-005', '1 value is missing (first 2025-01-01 05:00; longest 60 min)', 'load.csv:7:18', H5, '2025-01-01T05:00,'),
    Row('nan', 'E-TS-005', '1 value is missing', 'load.csv:7:18', H5, '2025-01-01T05:00,NaN'),
    Row('gap beyond the limit', 'E-TS-005', 'longer than hold: 30min', 'load.csv:7:18', H5, '2025-01-01T05:00,', spec={'gaps': {'hold': '30min'}}),
    Row('gap at the edge', 'E-TS-005', 'at an edge of the file', 'load.csv:2:18', '2025-01-01T00:00,100', '2025-01-01T00:00,', spec={'gaps': {'hold': '2h'}}),
    Row('infinite', 'E-TS-006', 'infinite', 'load.csv:7:18', H5, '2025-01-01T05:00,inf'),
    Row('overflow', 'E-TS-006', "holds '1e400', an infinite value", 'load.csv:7:18', H5, '2025-01-01T05:00,1e400'),
    Row('overflow below', 'E-TS-006', "holds '-1e400', an infinite value", 'load.csv:7:18', H5, '2025-01-01T05:00,-1e400'),
    Row('overflow of digits', 'E-TS-006', "holds '9999999999999999999999999999999999999999...'", 'load.csv:7:18', H5, '2025-01-01T05:00,' + '9' * 400),
    Row('overflow, decimal comma', 'E-TS-006', "holds '1,5e400', an infinite value", 'load.csv:7:18', H5, '2025-01-01T05:00,"1,5e400"', spec={'decimal': ','}),
    Row('word for infinity', 'E-TS-006', "holds '-Infinity'", 'load.csv:7:18', H5, '2025-01-01T05:00,-Infinity'),
    Row('sign for infinity', 'E-TS-004', "holds '∞'", 'load.csv:7:18', H5, '2025-01-01T05:00,∞'),
    Row('infinity of an old printer', 'E-TS-004', "holds '1.#INF'", 'load.csv:7:18', H5, '2025-01-01T05:00,1.#INF'),
    Row('nan with a sign', 'E-TS-004', "holds '-nan'", 'load.csv:7:18', H5, '2025-01-01T05:00,-nan'),
    Row('hexadecimal', 'E-TS-004', "holds '0x1F'. Expected a number. Write the number in decimal digits", 'load.csv:7:18', H5, '2025-01-01T05:00,0x1F'),
    Row('exponent of Fortran', 'E-TS-004', "holds '1d5'", 'load.csv:7:18', H5, '2025-01-01T05:00,1d5'),
    Row('overflow by unit', 'E-TS-006', "holds 1e+307, which is 1000 times as much in MW", 'load.csv:7:18', H5, '2025-01-01T05:00,1e307', spec={'unit': 'GW'}),
    Row('overflow by scale', 'E-TS-006', 'at most 1e+15 MW', 'load.csv:7:18', H5, '2025-01-01T05:00,1e15', spec={'scale': 10}),
    Row('absurd', 'E-TS-006', 'holds -1e+16', 'load.csv:7:18', H5, '2025-01-01T05:00,-1e16'),
    Row('overflow among gaps', 'E-TS-006', "'1e400'", 'load.csv:7:18', H5, '2025-01-01T05:00,1e400', spec={'gaps': {'interpolate': '2h'}}),
    Row('stamp twice', 'E-TS-007', '2025-01-01 05:00 stands twice, first at load.csv:7:1', 'load.csv:8:1', H5_LINE, H5_LINE * 2),
    Row('hour in its own column', 'E-TS-007', 'name it as clock_column', 'load.csv:3:1', text='date,hour,mw\n2025-01-01,1,5\n2025-01-01,2,5\n'),
    Row('no such clock', 'E-TS-001', "no column 'hours'. Expected one of date, hour, mw. Did you mean 'hour'?", 'load.csv:1:1', text='date,hour,mw\n2025-01-01,1,5\n2025-01-01,2,5\n', spec={'clock_column': 'hours'}),
    Row('clock that is none', 'E-TS-029', "'2025-01-01 noon' is not understood", 'load.csv:3:1', text='date,hour,mw\n2025-01-01,11,5\n2025-01-01,noon,5\n', spec={'clock_column': 'hour'}),
    Row('hours from 1 to 24', 'E-TS-016', 'set stamps: end', 'load.csv:25:1', text='date,hour,mw\n' + ''.join(f'2025-01-01,{h},5{h}\n' for h in range(1, 25)), spec={'clock_column': 'hour'}),
    Row('stamp missing', 'E-TS-008', '1 step has no row (first 2025-01-01 05:00', 'load.csv:7:18', H5_LINE, ''),
    Row('stamps missing', 'E-TS-008', '2 steps have no row (first 2025-01-01 05:00, 2025-01-01 07:00; longest 60 min', 'load.csv:7:18', text=DAY.replace(H5_LINE, '').replace('2025-01-01T07:00,107\n', '')),
    Row('disorder', 'E-TS-009', '2025-01-01 05:00 stands after 2025-01-01 06:00', 'load.csv:8:1', text=DAY.replace(H5_LINE, '').replace('2025-01-01T06:00,106\n', '2025-01-01T06:00,106\n' + H5_LINE)),
    Row('stray stamp', 'E-TS-010', '2025-01-01 05:20 comes 80 min after', 'load.csv:7:1', H5, '2025-01-01T05:20,105'),
    Row('step changes', 'E-TS-010', 'changes from 60 min to 15 min at 2025-01-01 11:00', 'load.csv:13:1', text=DAY[:DAY.index('2025-01-01T12')] + QUARTERS[QUARTERS.index('2025-01-01T11:15'):]),
    Row('too coarse', 'E-TS-011', '24 values (60 min), the case 96 (15 min)', 'load.csv', time={'step': '15min'}),
    Row('too fine', 'E-TS-011', '96 values (15 min), the case 24 (60 min)', 'load.csv', text=QUARTERS),
    Row('wrong way to resample', 'E-TS-011', 'resample: hold does not lead there', 'load.csv', text=QUARTERS, spec={'resample': 'hold'}),
    Row('rows without stamps', 'E-TS-011', '24 rows and no time stamps, the case 168 steps', 'load.csv', text=NO_TIME, time={'periods': '7 days'}),
    Row('spring', 'E-TS-012', '2025-03-30 02:00 does not exist in Europe/Berlin (clock change); 1 row', 'load.csv:4:1', text=hours('2025-03-30'), time=SPRING),
    Row('autumn', 'E-TS-013', '2025-10-26 02:00 occurs once', 'load.csv:4:1', text=hours('2025-10-26'), time=AUTUMN),
    Row('autumn told apart', 'W-TS-013', 'the first was read as summer time', 'load.csv', text=hours('2025-10-26').replace('T02:00,102\n', 'T02:00,102\n2025-10-26T02:00,99\n'), time=AUTUMN),
    Row('midnight as 24:00', 'E-TS-016', 'reads 24:00', 'load.csv:25:1', text=ENDS),
    Row('some offsets', 'E-TS-017', 'has no offset', 'load.csv:7:1', H5, '2025-01-01T05:00+05:00,105'),
    Row('day or month', 'E-TS-018', "'03/04/2025 00:00' may be 3 April or 4 March", 'load.csv:2:1', text=SLASHED),
    Row('day surely', 'E-TS-018', "date_format: '%d/%m/%Y %H:%M'", 'load.csv:2:1', text=SLASHED.replace('03/04', '23/04')),
    Row('leap day absent', 'E-TS-019', 'no values on 2024-02-29', 'load.csv', text=hours('2024-02-28', '2024-03-01'), time=LEAP),
    Row('leap day to repeat', 'E-TS-019', 'set leap: repeat', 'load.csv', text=NO_TIME + NO_TIME[3:], time=LEAP),
    Row('leap day to drop', 'E-TS-019', 'set leap: drop', 'load.csv', text=NO_TIME + NO_TIME[3:] * 2, time={'start': '2025-02-28T00:00', 'periods': '2 days'}),
    Row('too short', 'E-TS-020', 'runs from 2025-01-01 00:00 to 2025-01-02 00:00, the horizon from 2025-01-01 00:00 to 2025-01-08 00:00', 'load.csv', time={'periods': '7 days'}),
    Row('other year', 'E-TS-020', 'without a value: all of them', 'load.csv', time={'start': '2026-01-01T00:00'}),
    Row('one step short', 'E-TS-020', 'look at stamps and zone', 'load.csv', spec={'stamps': 'end'}),
    Row('stuck', 'W-TS-023', 'stays at 500 for 36 h from 2025-01-01 12:00', 'load.csv:14:18', text='time,mw\n' + ''.join(f'2025-01-{1 + h // 24:02d}T{h % 24:02d}:00,{(500 if 12 <= h < 48 else 100 + h)}\n' for h in range(72)), time={'periods': '3 days'}),
    Row('outlier', 'W-TS-024', 'the furthest 105000 at 2025-01-01 05:00', 'load.csv:7:18', H5, '2025-01-01T05:00,105000'),
    Row('outlier by its mean', 'W-TS-024', 'the furthest 105000 at 2025-01-01 05:00', 'load.csv:22:18', text=QUARTERS.replace('T05:00,120', 'T05:00,419634'), spec={'resample': 'mean'}),
    Row('outlier among others', 'W-TS-024', 'the furthest 105000 at 2025-01-01 05:00', 'load.csv:6:18', text=DAY.replace('2025-01-01T02:00,102\n', '').replace(H5, '2025-01-01T05:00,105000'), spec={'gaps': {'hold': '2h'}}),
    Row('outlier of two shifts', 'W-TS-024', '1 of 48 values lie far from the rest, the furthest 41 at 2025-01-01 05:00', 'load.csv:7:18', text='time,mw\n' + ''.join(f'2025-01-{1 + h // 24:02d}T{h % 24:02d}:00,{41 if h == 5 else (4.2 if 6 <= h % 24 < 22 else 3.1) + 0.01 * (h % 7)}\n' for h in range(48)), time={'periods': '2 days'}),
    Row('negative', 'W-TS-025', '1 value is negative (least -105 at 2025-01-01 05:00)', 'load.csv:7:18', H5, '2025-01-01T05:00,-105'),
    Row('constant', 'W-TS-028', 'all 48 values are 100', 'load.csv', text='time,mw\n' + ''.join(f'2025-01-{1 + h // 24:02d}T{h % 24:02d}:00,100\n' for h in range(48)), time={'periods': '2 days'}),
    Row('not a stamp', 'E-TS-029', "'midnight' is not understood", 'load.csv:7:1', H5, 'midnight,105'),
    Row('stamp empty', 'E-TS-029', 'the stamp is missing', 'load.csv:7:1', H5, ',105'),
    Row('day that is none', 'E-TS-029', "'2025-02-30T05:00' is not understood", 'load.csv:7:1', H5, '2025-02-30T05:00,105'),
    Row('year first, slashed', 'E-TS-029', "'%Y/%m/%d %H:%M'", 'load.csv:7:1', H5, '2025/01/01 05:00,105'),
    Row('not the stated form', 'E-TS-029', "does not have the form '%d/%m/%Y %H:%M'", 'load.csv:2:1', spec={'date_format': '%d/%m/%Y %H:%M'}),
    Row('form that is none', 'E-TS-029', 'does not have the form', 'load.csv:2:1', spec={'date_format': 'dd/mm'}),
    Row('units below the header', 'W-TS-030', 'read as units (UTC, MW)', 'load.csv:2:1', 'time,mw\n', 'time,mw\nUTC,MW\n'),
    Row('units that disagree', 'E-TS-030', "says kW for 'mw', the case says MW", 'load.csv:2:2', 'time,mw\n', 'time,mw\n,[kW]\n'),
    Row('half an hour off', 'E-TS-031', 'begin at 2025-01-01 00:30, those of the case at 2025-01-01 01:00', 'load.csv', text=TWO_DAYS.replace(':00,', ':30,'), time={'start': '2025-01-01T01:00'}),
    Row('bridged', 'W-TS-032', '1 of 24 steps (4.2 %) bridged by hold: 2h; longest 60 min from 2025-01-01 05:00', 'load.csv', H5, '2025-01-01T05:00,', spec={'gaps': {'hold': '2h'}}),
    Row('no stamps', 'W-TS-033', '24 rows are laid on the steps in order', 'load.csv', text=NO_TIME),
    Row('only a header', 'E-TS-034', 'no rows of data', 'load.csv', text='time,mw\n'),
    Row('nothing', 'E-TS-034', 'no rows of data', 'load.csv', text=''),
    Row('no header', 'E-TS-035', 'the number 100, not names', 'load.csv:1', 'time,mw\n', ''),
    Row('semicolons', 'E-FI-006', 'set delimiter: ";"', 'load.csv:1', text=DAY.replace(',', ';')),
    Row('tabs', 'E-FI-006', 'set delimiter: "\\t"', 'load.csv:1', text=DAY.replace(',', '\t')),
    Row('not semicolons', 'E-FI-006', "holds ','", 'load.csv:1', spec={'delimiter': ';'}),
    Row('NUL', 'E-FI-007', 'a NUL byte at position 8', 'load.csv:2', text=DAY.encode().replace(b'\n', b'\n\x00', 1)),
    Row('UTF-16', 'E-FI-014', 'the file is UTF-16', 'load.csv:1', text=DAY.encode('utf-16')),
    Row('Latin-1', 'E-FI-014', 'byte 0xfc at position 6 is not UTF-8', 'load.csv:1', text=b'time,f\xfcr\n2025-01-01T00:00,1\n'),
    Row('strange ending', 'E-FI-015', "the ending '.dat'", 'None', spec={'file': 'load.dat'}),
    Row('kW as MW', 'W-UN-003', 'more than any national grid', 'load.csv:7:18', H5, '2025-01-01T05:00,20000000'),
    Row('kW in the name', 'W-UN-003', "'load_kw' is read in MW", 'load.csv:1:6', 'time,mw', 'time,load_kw', spec={'column': 'load_kw'}),
    Row('price per kWh', 'W-UN-004', 'set unit: EUR/kWh', 'load.csv', text=DAY.replace(',1', ',0.1'), spec={'unit': 'EUR/MWh'}),
    Row('percent as fraction', 'W-UN-005', 'a fraction reaches 123', 'load.csv:25:18', spec={'unit': '1'}),
    Row('weights short of a year', 'W-TM-008', 'stand for 38.36% of the year 2025', 'None', text=TWO_DAYS, time={'periods': [{'start': '2025-01-01', 'length': '1 day', 'weight': 100}, {'start': '2025-01-02', 'length': '1 day', 'weight': 40}]}),
)
