"""One function for each checker. Each takes the site and its pages and gives the sentences of what is wrong."""

import json
import os
import re
import statistics
import subprocess
import tempfile
from pathlib import Path

from tests.outside import tools
from tests.outside.pages import by_kind, read

LIGHTHOUSE_KINDS = ("home", "article", "event", "report", "poll")
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
SCREENS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def nu(site, paths, browser):
    """The HTML of every page, error pages too."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, path in enumerate([*paths, *set(by_kind(site, paths).values())]):
            file = Path(folder) / f"{number}.html"
            body = read(site.url + path)[1]
            if path.endswith("/") and body.lstrip()[:9].lower() == b"<!doctype":
                file.write_bytes(body)
                names[str(file)] = path
        command = [
            "java",
            "-jar",
            str(tools.nu_jar()),
            "--format",
            "json",
            "--exit-zero-always",
            "--skip-non-html",
            folder,
        ]
        said = json.loads(subprocess.run(command, capture_output=True, text=True).stderr)["messages"]
    return sorted(
        {
            f"{names.get(message['url'].removeprefix('file:'), message['url'])}: {message['message']}"
            for message in said
            if message["type"] == "error" or message.get("subType") == "fatal"
        }
    )


def axe(site, paths, browser):
    """WCAG 2.2 A and AA of one page of each kind, at two widths and in both colour schemes; nothing scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    wrong = []
    for width, scheme in SCREENS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        for path in by_kind(site, paths).values():
            page.goto(site.url + path)
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
            wrong += [
                f"{path} ({width}, {scheme}): {rule['id']}, {_where(rule)}"
                for rule in found.response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{path} ({width}): scrolls sideways")
        context.close()
    return wrong


def _where(rule):
    return "; ".join(" ".join(node["target"]) for node in rule["nodes"][:3])


def lighthouse(site, paths, browser):
    """Mobile, the median of three runs; prints the scores."""
    wrong = []
    for (name, _language), path in by_kind(site, paths).items():
        if name not in LIGHTHOUSE_KINDS:
            continue
        runs = [_scores(site.url + path) for _run in range(RUNS)]
        medians = {category: statistics.median(run[category] for run in runs) for category in LEAST}
        print(
            f"  {path}: " + ", ".join(f"{category} {score:.0f}" for category, score in medians.items()),
            flush=True,
        )
        wrong += [
            f"{path}: {name} {medians[name]:.0f}, asked for {least}"
            for name, least in LEAST.items()
            if medians[name] < least
        ]
    return wrong


def _scores(url):
    flags = "--headless=new --disable-gpu" + (" --no-sandbox" if os.geteuid() == 0 else "")
    report = tools.FOLDER / "lighthouse.json"  # a pipe loses the end of it
    command = [
        str(tools.lighthouse()), url, "--quiet", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(LEAST)}", f"--chrome-flags={flags}",
    ]  # fmt: skip
    from tests.machine import chromium_path

    environment = os.environ | {"CHROME_PATH": chromium_path()}
    for _attempt in range(3):  # on a busy machine Chromium may not answer it in time
        asked = subprocess.run(command, capture_output=True, text=True, env=environment)
        if not asked.returncode:
            break
    else:
        raise RuntimeError(f"Lighthouse has no answer for {url}: {asked.stderr[-1000:]}")
    categories = json.loads(report.read_text())["categories"]
    return {name: 100 * (categories[name]["score"] or 0) for name in LEAST}


def paper(site, paths, browser):
    """What is printed: the text is there, the site around it is not."""
    from io import BytesIO

    from pypdf import PdfReader

    wrong = []
    page = browser.new_page()
    for (name, _language), path in by_kind(site, paths).items():
        if name not in ("article", "long article", "event", "report", "print"):
            continue
        page.goto(site.url + path)
        title = page.locator("h1").inner_text()
        menu = page.locator("header nav").first.inner_text().split("\n")[0] if name != "print" else ""
        reader = PdfReader(BytesIO(page.pdf(format="A4")))
        text = _plain(" ".join(sheet.extract_text() for sheet in reader.pages))
        if _plain(title) not in text:
            wrong.append(f"{path}: its title is not on paper")
        if menu and re.search(rf"^{re.escape(_plain(menu))}\b", text):
            wrong.append(f"{path}: the menu is on paper")
    page.close()
    return wrong


def _plain(text):
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def epub(site, paths, browser):
    """The EPUB of every report, by EPUBCheck; its warnings count too."""
    wrong, reports = [], [path for path in paths if re.fullmatch(r"/../reports/[^/]+/", path)]
    with tempfile.TemporaryDirectory() as folder:
        book, said = Path(folder) / "report.epub", Path(folder) / "said.json"
        for path in reports:
            status, body = read(f"{site.url}{path}epub/")[:2]
            if status != 200:
                wrong.append(f"{path}epub/ answers {status}")
                continue
            book.write_bytes(body)
            command = ["java", "-jar", str(tools.epubcheck_jar()), str(book), "--json", str(said)]
            subprocess.run(command, capture_output=True, text=True)
            for message in json.loads(said.read_text())["messages"]:
                if message["severity"] in ("WARNING", "ERROR", "FATAL"):
                    where = message["locations"][0]["path"] if message["locations"] else ""
                    wrong.append(f"{path}epub/: {where}: {message['ID']} {message['message']}")
            said.unlink()
    return wrong if reports else ["There is no report"]


def pdf(site, paths, browser):
    """The PDFs made of every publication, its own and that of both languages, by veraPDF's rules of PDF/UA-1."""
    addresses = set().union(*(_made_pdfs(read(site.url + path)[1].decode()) for path in paths))
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, address in enumerate(sorted(addresses)):
            file = Path(folder) / f"{number}.pdf"
            file.write_bytes(read(site.url + address)[1])
            files[str(file)] = address
        classes = ":".join(map(str, [*tools.JAXB, tools.verapdf_jar()]))
        command = ["java", "-cp", classes, str(Path(__file__).with_name("PdfUaCheck.java")), *files]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = [line.split("\t") for line in said.splitlines()]
    unread = set(files) - {file for file, what, _rest in told if what == "read"}
    wrong = [f"{files[file]}: {clause}: {message}" for file, clause, message in told if clause != "read"]
    print(f"  {len(files)} files", flush=True)
    return wrong + [f"{files[file]} was not read" for file in unread] + ([] if files else ["There is no PDF"])


def _made_pdfs(page):
    """Addresses of the PDFs a page names, without the one that the institute uploaded: then ours is below it."""
    found = set(re.findall(r'href="(/[^"]+/pdf/(?:text/|parallel/)?)"', page))
    return {address for address in found if f"{address}text/" not in found}


def links(site, paths, browser):
    """Every address that a page of the sitemap names leads somewhere, every fragment to an element."""
    from lxml import html

    wrong, known = [], {}
    for path in paths:
        page = html.fromstring(read(site.url + path)[1])
        ids = set(page.xpath("//@id"))
        for target in set(page.xpath("//@href | //@src")):
            if target.startswith("#"):
                if len(target) > 1 and target[1:] not in ids:
                    wrong.append(f"{path}: {target} is not there")
                continue
            target = target.removeprefix(site.url).split("#")[0]
            if target.startswith("/") and target not in known:
                known[target] = read(site.url + target)[0]
                if known[target] >= 400:
                    wrong.append(f"{path}: {target} answers {known[target]}")
    return wrong


ALL = {
    "nu": nu,
    "axe": axe,
    "links": links,
    "paper": paper,
    "pdf": pdf,
    "epub": epub,
    "lighthouse": lighthouse,
}
