"""Make an archive of news articles, in every format that `whosaid batch` reads, from the sample articles.

python scripts/make_archive.py FOLDER --articles 2000 --seed 1

Every article is a sample article's headline and some of its paragraphs, with other names, places and numbers. All of it
depends on the seed alone. FOLDER gets, in equal shares: text/ and html/ (a file for each article), news.jsonl,
news.jsonl.gz, news.jsonl.zst, news.csv, news.tsv.gz and news.parquet, whose columns have different names; and in bad/
some rows of every kind that cannot be read, unless --no-bad.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import io
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import zstandard
from pyarrow import parquet

SAMPLES = Path(__file__).resolve().parent.parent / "examples" / "articles"

_GIVEN = (
    "Alma Boris Carla Dario Edda Filip Gesa Hugo Irma Jonas Kira Leon Mara Nils Olga Pero Rosa Sven Tilda Uwe".split()
)
_FAMILY = (
    "Ashford Bellini Corven Dahlgren Elster Fontane Garrow Hollis Ibsworth Jarvela Kestner Lindqvist Marchetti Norwell "
    "Orlov Pembrook Quist Rastall Sorley Tamworth"
).split()
_PLACES = (
    "Ardmoor Bexley-on-Tarn Corrin Dunmarsh Estelle Fairhollow Granton Hexbury Inverlea Juniper Kallen Lorne Medora "
    "Northam Ostra Pellworth Quarry Rosslyn Sundholm Thornby"
).split()
_PERSON = re.compile(
    r"\b(Martin Hale|Helen Okafor|Simon Varga|Priya Nand|Anna Brook|Ruth Amadi|Lewis Crane|Greta Solheim|Omar Haddad|"
    r"Lena Holt|Idris Quaye|Clara Weston|Tomas Reuel|Nadia Brandt|Owen Castell|Marina Kostova|Pavel Lind|Henrik Aas)\b"
)
_PLACE = re.compile(r"\b(Wexbridge|Dellmoor|Castleton|Brenland|Tarsia|Valoria|Valmora|Ostmark|Sarn|Oren)\b")
_NUMBER = re.compile(r"(?<![\d.,])(?!19\d\d|20\d\d)(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d,]*\d)")


@dataclass(frozen=True)
class Article:
    """One article, as every format can say it."""

    id: str
    title: str
    text: str
    url: str
    published: datetime

    @property
    def page(self) -> str:
        """A web page around it, with what stands around articles."""
        paragraphs = "\n".join(f"<p>{html.escape(each)}</p>" for each in self.text.split("\n\n"))
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f"<title>{html.escape(self.title)}</title></head>\n"
            f'<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>\n'
            f"<article><h1>{html.escape(self.title)}</h1>\n{paragraphs}\n</article>\n"
            f"<footer>All rights reserved.</footer></body></html>\n"
        )


def make_articles(count: int, seed: int, paragraphs: Sequence[int] = (1, 2, 3)) -> list[Article]:
    """``count`` articles; ``paragraphs``: how many each may have, beside its headline."""
    chance = random.Random(seed)
    samples = [path.read_text(encoding="utf-8").strip().split("\n\n") for path in sorted(SAMPLES.glob("*.txt"))]
    return [_vary(chance, chance.choice(samples), chance.choice(paragraphs), number) for number in range(count)]


def _vary(chance: random.Random, sample: list[str], paragraphs: int, number: int) -> Article:
    title, body = sample[0], [each for each in sample[1:] if len(each.split()) > 15]
    begin = chance.randrange(max(1, len(body) - paragraphs + 1))
    text = "\n\n".join(body[begin : begin + paragraphs])
    for pattern, make in ((_PERSON, _person), (_PLACE, _place)):
        names: dict[str, str] = {}
        both = f"{title}\0{text}"
        for name in dict.fromkeys(pattern.findall(both)):
            names[name] = make(chance)
        for name, other in names.items():
            both = re.sub(rf"\b{name}\b", other, both)
            if pattern is _PERSON:  # the family name alone is the same person
                both = re.sub(rf"\b{name.split()[1]}\b", other.split()[1], both)
        title, text = both.split("\0")
    text = _NUMBER.sub(lambda match: _number(chance, match[0]), text)
    published = datetime(2026, 1, 1, 6, tzinfo=timezone.utc) + timedelta(minutes=37 * number)
    return Article(f"a{number:06}", title, text, f"https://news.example/{number}", published)


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"


def _place(chance: random.Random) -> str:
    return chance.choice(_PLACES)


def _number(chance: random.Random, number: str) -> str:
    if "." in number:
        return f"{float(number) * chance.uniform(0.7, 1.4):.1f}"
    value = max(2, round(int(number.replace(",", "")) * chance.uniform(0.7, 1.4)))
    return f"{value:,}"


def write_archive(folder: Path, articles: Sequence[Article], *, bad: bool = True) -> dict[str, list[str]]:
    """Write the archive. The ids of the articles in each of its inputs; for text and html, the files' names."""
    writers: dict[str, Callable[[Path, Sequence[Article]], list[str]]] = {
        "text": _write_text,
        "html": _write_html,
        "news.jsonl": _write_jsonl,
        "news.jsonl.gz": _write_jsonl,
        "news.jsonl.zst": _write_jsonl,
        "news.csv": _write_csv,
        "news.tsv.gz": _write_csv,
        "news.parquet": _write_parquet,
    }
    folder.mkdir(parents=True, exist_ok=True)
    ids = {}
    for place, (name, write) in enumerate(writers.items()):
        ids[name] = write(folder / name, articles[place :: len(writers)])
    if bad:
        _write_bad(folder / "bad", articles[0])
    return ids


def _write_text(folder: Path, articles: Sequence[Article]) -> list[str]:
    return _write_files(folder, articles, ".txt", lambda each: f"{each.title}\n\n{each.text}\n")


def _write_html(folder: Path, articles: Sequence[Article]) -> list[str]:
    return _write_files(folder, articles, ".html", lambda each: each.page)


def _write_files(
    folder: Path, articles: Sequence[Article], ending: str, content: Callable[[Article], str]
) -> list[str]:
    names = []
    for each in articles:
        path = folder / f"{each.published:%Y-%m}" / f"{each.id}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content(each), encoding="utf-8")
        names.append(path.relative_to(folder.parent).as_posix())
    return names


def _write_jsonl(path: Path, articles: Sequence[Article]) -> list[str]:
    lines = [
        {"id": each.id, "headline": each.title, "text": each.text, "url": each.url, "date": each.published.isoformat()}
        for each in articles
    ]
    data = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
    path.write_bytes(_compress(path, data))
    return [each.id for each in articles]


def _write_csv(path: Path, articles: Sequence[Article]) -> list[str]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if ".tsv" in path.name else ",")
    writer.writerow(["Article ID", "Headline", "Body", "Link", "Published"])
    writer.writerows([each.id, each.title, each.text, each.url, f"{each.published:%Y-%m-%d}"] for each in articles)
    path.write_bytes(_compress(path, out.getvalue().encode()))
    return [each.id for each in articles]


def _write_parquet(path: Path, articles: Sequence[Article]) -> list[str]:
    table = pa.table(
        {
            "uid": [each.id for each in articles],
            "title": [each.title for each in articles],
            "content": [each.text for each in articles],
            "link": [each.url for each in articles],
            "publish_date": pa.array([each.published for each in articles], pa.timestamp("s", tz="UTC")),
        }
    )
    parquet.write_table(table, path, row_group_size=50)
    return [each.id for each in articles]


def _write_bad(folder: Path, article: Article) -> None:
    """Rows that cannot be read, of every kind; and one that repeats an id."""
    folder.mkdir(exist_ok=True)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes("Der Bürgermeister widersprach.\n".encode("latin-1"))
    (folder / "utf16.html").write_bytes("<p>The mayor objected.</p>".encode("utf-16"))
    lines = [
        b'{"id": "no-words", "title": "A headline and nothing else"}',
        b"{not json",
        b'{"id": "latin", "text": "The mayor of Z\xfcrich objected."}',
        b'{"id": "blank", "text": "   "}',
        b'{"id": ["list"], "text": "The mayor objected."}',
        json.dumps({"id": "twice", "text": article.text}).encode(),
        json.dumps({"id": "twice", "text": "The mayor said that she objected."}).encode(),
    ]
    (folder / "rows.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    (folder / "rows.csv").write_text("id,text\nshort\nlong,a,b\nempty,\n", encoding="utf-8")
    whole = gzip.compress(b'{"id": "cut", "text": "The mayor objected."}\n' * 50, mtime=0)
    (folder / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "no-table.parquet").write_bytes(b"PAR1 and nothing behind it")


def _compress(path: Path, data: bytes) -> bytes:
    if path.suffix == ".gz":
        return gzip.compress(data, mtime=0)
    if path.suffix == ".zst":
        return zstandard.ZstdCompressor().compress(data)
    return data


def main() -> None:
    """Write the archive that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=2000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-bad", action="store_true", help="no rows that cannot be read")
    arguments = parser.parse_args()
    articles = make_articles(arguments.articles, arguments.seed)
    write_archive(arguments.folder, articles, bad=not arguments.no_bad)
    words = sum(len(each.text.split()) for each in articles)
    print(f"{len(articles)} articles with {words:,} words in {arguments.folder}")


if __name__ == "__main__":
    main()
