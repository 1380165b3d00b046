"""The files of a small hospital, for tests of bringing them in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playhouse.shortcuts import model_to_dict

from kiosk.imports.hospital import HospitalRows, ImportProblems, read

FILES = {
    "hospital.toml": """
languages = ["zh_CN", "en"]
name = { zh_CN = "第一医院", en = "First Hospital" }
short_name = { zh_CN = "一院" }

[complaints]
phone = "0574-5550 0110"
email = "desk@hospital.example"
place = { zh_CN = "门诊一楼" }
hours = { zh_CN = "每天" }

[[desk]]
code = "front"
name = { zh_CN = "服务台" }
place = { zh_CN = "大厅" }

[[booking]]
name = { zh_CN = "电话" }
how = { zh_CN = "打电话" }

[[booking]]
name = { zh_CN = "窗口" }
how = { zh_CN = "到窗口" }

[[wish]]
code = "explain"
name = { zh_CN = "解释" }

[[happened]]
code = "today"
name = { zh_CN = "今天" }

[[reason]]
code = "slow"
for = "low"
name = { zh_CN = "太慢" }
""",
    "departments.csv": """code,group,name.zh_CN,name.en,place.zh_CN,phone,bookable
heart,clinic,心内科,Cardiology,门诊楼2层,0574-5550 0201,yes
desk,service,服务中心,,,,
""",
    "doctors.csv": """code,department,name.zh_CN,name.en,title.zh_CN
zeng,heart,曾志伟,Dr Zeng Zhiwei,主任医师
""",
    "timetable.csv": """department,doctor,weekday,half,place.zh_CN,fee
heart,zeng,1,am,3诊室,¥50
heart,zeng,3,pm,3诊室,¥50
""",
    "answers.csv": """code,topic,department,question.zh_CN,answer.zh_CN,tags.zh_CN
book,booking,desk,怎么挂号？,"打电话。
或者到窗口。",挂号 预约
park,service,,在哪里停车？,地下。,
""",
    "preparation.csv": """code,question.zh_CN,answer.zh_CN
blood,抽血要空腹吗？,要。
""",
    "needs.csv": """code,icon,department,name.zh_CN,answer.zh_CN
wheelchair,🦽,desk,借轮椅,在服务台。
""",
    "categories.csv": """code,parent,kind,name.zh_CN,name.en,grade,phrases.zh_CN,phrases.en
attitude,,complaint,服务态度,Manner,,,
doctor,attitude,complaint,医生态度,Doctor,complex,不耐烦 | 不回答,Impatient | No answer
""",
    "staff.csv": "code,name.zh_CN,department,role,published\nfang,方晓云,desk,desk,yes\n",
    "duty.csv": "desk,weekday,begins,ends,staff\nfront,1,07:30,24:00,fang\n",
    "days.csv": "day,kind,note\n2026-10-10,work,国庆节调休\n2026-10-01,rest,国庆节\n",
}

CASEWORK = {
    "routes.csv": "subject,name.zh_CN,department\ndoctor,医生,heart\nwindow,窗口,desk\n",
    "checklist.csv": """code,kind,category,grade,name.zh_CN,department,amount,unit
call,complaint,,,联系投诉人,,2,hours
leaders,complaint,,major,报告院领导,desk,1,hours
talk,complaint,doctor,,与当事医生谈话,heart,3,workdays
chair,contact,wheelchair,,登记轮椅编号,desk,1,hours
""",
    "scripts.csv": """code,version,kind,grade,stage,use,title.zh_CN,title.en,text.zh_CN,text.en
got,2,complaint,,received,reply,已收到,Received,"{name}，您好。
编号{number}。",Your number is {number}.
hello,,,,,call,问候,,您好，这里是{hospital}。,
""",
}
"""The files that a hospital may leave out."""


def laid_out(directory: Path, files: dict[str, str]) -> Path:
    """Write files into a directory and return it."""
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")
    return directory


def values(rows: HospitalRows) -> dict[str, object]:
    """Return everything that was read as plain values."""
    tables = {name: getattr(rows, name) for name in vars(rows) if name != "facts"}
    plain = {name: [model_to_dict(record) for record in records] for name, records in tables.items()}
    return {**plain, "facts": rows.facts}


def problems(directory: Path) -> list[str]:
    with pytest.raises(ImportProblems) as refused:
        read(directory)
    return [str(problem) for problem in refused.value.problems]


def add(directory: Path, file: str, lines: str) -> None:
    with (directory / file).open("a", encoding="utf-8") as opened:
        opened.write(lines)
