#!/usr/bin/env python3
"""Makes fixtures/market/names.json: what the names of fictional issues are put together from.

A name is a stem and an ending that fits the issue's sector. Stems come from Faker's Korean names
and company words; no stem begins another one, so that no two (stem, ending) pairs give one name.
Run it once; the world only reads the file. ``--avoid FILE`` takes a JSON list of names of real
companies: a stem that begins one of them is left out.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from faker import Faker

MARKET = Path(__file__).resolve().parents[1] / "fixtures" / "market"
SEED = 20260915
STEMS = 3_200
OLD_FASHIONED = "자숙순희옥례말남분"
"""Last syllables of given names nobody would call a company after."""

WORDS = {
    ("005", "115"): "식품 푸드 제과 음료 F&B 팜스",
    ("006", "116"): "어패럴 섬유 텍스타일 패션 모드",
    ("007", "117"): "제지 페이퍼 우드 목재",
    ("008", "119"): "화학 케미칼 소재 정밀화학 코스메틱 폴리머",
    ("009", "120"): "제약 바이오 파마 바이오로직스 테라퓨틱스 헬스케어",
    ("010", "121"): "세라믹 시멘트 글라스 요업",
    ("011", "122"): "금속 스틸 제강 메탈 특수강",
    ("012", "123"): "기계 정공 엔지니어링 로보틱스 시스템 머신",
    ("013", "124"): "전자 반도체 일렉트릭 디스플레이 테크 세미콘 배터리",
    ("014", "125"): "메디칼 메드 광학 정밀 인스트루먼트",
    ("015", "126"): "모빌리티 오토 중공업 모터스 조선 에어로",
    ("016", "108"): "상사 유통 리테일 트레이딩 인터내셔널",
    ("017",): "에너지 도시가스 파워",
    ("018", "107"): "건설 산업개발 이앤씨 토건",
    ("019", "110"): "해운 로지스 물류 항운 익스프레스",
    ("020", "128"): "텔레콤 통신 네트웍스",
    ("021", "111"): "홀딩스 지주 캐피탈 파이낸셜 인베스트",
    ("024",): "증권 투자증권",
    ("025",): "화재 생명 손해보험",
    ("026", "103"): "서비스 컨설팅 에듀 휴먼 솔루션",
    ("028",): "디앤디 에셋 개발신탁",
    ("029", "129"): "소프트 정보기술 클라우드 데이터 게임즈 아이티",
    ("030", "141"): "엔터테인먼트 스튜디오 픽처스 레저 컬처",
    ("118",): "미디어 북스 출판",
    ("127",): "리빙 퍼니처 토이",
    ("REIT",): "리츠 위탁리츠 오피스리츠 로지스리츠",
}
"""Sectors, by their codes on either board, and the endings of their companies' names."""


def candidates(fake: Faker) -> Iterator[str]:
    """Stems without end: two syllables, a given name, two company words, three initials."""
    words = sorted({fake.company_name_word() for _ in range(2_000)})
    given = sorted({fake.first_name() for _ in range(2_000)})
    given = [name for name in given if name[-1] not in OLD_FASHIONED]
    first = sorted({word[0] for word in words} | {fake.last_name()[0] for _ in range(2_000)})
    second = sorted({name[-1] for name in words + given} - set(OLD_FASHIONED))
    while True:
        for _ in range(7):
            yield fake.random_element(first) + fake.random_element(second)
        yield fake.random_element(given)
        pair = fake.random_element(words) + fake.random_element(words)
        if len(pair) <= 4:
            yield pair
        yield fake.lexify("??", letters="BDEGHJKMNRSTVWZ") + fake.lexify("?", letters="BCDHNSTX")


def stems(avoided: list[str]) -> list[str]:
    """``STEMS`` stems, in Faker's order."""
    fake = Faker("ko_KR")
    fake.seed_instance(SEED)
    beginnings = {name[:size] for name in avoided for size in range(1, len(name) + 1)}
    taken: list[str] = []
    begun: set[str] = set()
    for stem in candidates(fake):
        starts = {stem[:size] for size in range(1, len(stem) + 1)}
        syllables_differ = len(set(stem)) == len(stem)
        if syllables_differ and stem not in beginnings | begun and not starts & set(taken):
            taken.append(stem)
            begun |= starts
        if len(taken) == STEMS:
            return taken
    raise AssertionError("candidates never end")


def real_names() -> list[str]:
    """Names in issues.json, funds' brands and the firms of members.json."""
    issues = json.loads((MARKET / "issues.json").read_text(encoding="utf-8"))
    funds = json.loads((MARKET / "funds.json").read_text(encoding="utf-8"))
    members = json.loads((MARKET / "members.json").read_text(encoding="utf-8"))
    rows = [row for value in issues.values() if isinstance(value, list) for row in value]
    names = [row[1] for row in rows if isinstance(row, list)]
    brands = [row[0] for row in funds["brands"] + funds["note_issuers"]]
    return names + brands + [row[1].replace(" ", "") for row in members["members"]]


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--avoid", type=Path, help="JSON list of names of real companies")
    avoid = parser.parse_args().avoid
    avoided = list(json.loads(avoid.read_text(encoding="utf-8"))) if avoid else []
    made = stems(real_names() + avoided)
    endings = {code: words.split() for codes, words in WORDS.items() for code in codes}
    rows = [made[start : start + 16] for start in range(0, len(made), 16)]
    lines = [" " + json.dumps(row, ensure_ascii=False)[1:-1] for row in rows]
    text = (
        '{\n "note": "made by scripts/make_names.py: names of fictional issues are a stem and an '
        'ending of the issue\'s sector; any likeness to a company is chance",\n "endings": {\n'
        + ",\n".join(
            f"  {json.dumps(code)}: {json.dumps(words, ensure_ascii=False)}"
            for code, words in sorted(endings.items())
        )
        + '\n },\n "stems": [\n'
        + ",\n".join(lines)
        + "\n ]\n}\n"
    )
    json.loads(text)
    (MARKET / "names.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
