"""The two commands of the README, run as a newcomer runs them, and as a supervisor ends them."""

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "cat", "cksum", "cmp", "cp", "dirname", "grep", "mkdir", "mv", "rm", "sed", "sleep", "tail")
INTERPRETER = getattr(sys, "_base_executable", sys.executable)
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def sentences(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


# --- script/bootstrap -------------------------------------------------------------------------------------


class Checkout:
    """A copy of the scripts with a lock of one tiny package, on a machine that has only what is put on it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.bin = folder / "bin"
        self.home = folder / "home"
        self.wheels = folder / "wheels"
        for path in (self.root, self.bin, self.home, self.wheels):
            path.mkdir()
        shutil.copytree(ROOT / "script", self.root / "script")
        shutil.copy(ROOT / ".python-version", self.root)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        wheel = self.wheels / "tinyline-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("tinyline.py", "")
            archive.writestr("tinyline-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tinyline\nVersion: 1.0\n")
            archive.writestr("tinyline-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr("tinyline-1.0.dist-info/RECORD", "")
        self.lock(hashlib.sha256(wheel.read_bytes()).hexdigest())

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def stamp(self) -> Path:
        return self.venv / "bootstrap-stamp"

    def lock(self, digest: str) -> None:
        for name in ("requirements.txt", "requirements-dev.txt"):
            (self.root / name).write_text(f"tinyline==1.0 --hash=sha256:{digest}\n")

    def stub(self, path: str, version: str, missing: str = "-") -> str:
        """Put a program there that answers as that Python does when it is asked who it is."""
        program = self.bin.parent / path
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "{version} {missing} $0"\n')
        program.chmod(0o755)
        return str(program)

    def shim(self, path: str) -> None:
        """Put a program there that fails, as pyenv's do while no version is chosen."""
        self.stub(path, "")
        (self.bin.parent / path).write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")

    def real_python(self) -> None:
        (self.bin / "python3").write_text(f'#!/bin/sh\nexec "{INTERPRETER}" "$@"\n')
        (self.bin / "python3").chmod(0o755)
        (self.root / ".python-version").write_text(f"{PYTHON}\n")

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": str(self.bin),
            "HOME": str(self.home),
            "BOOTSTRAP_PLACES": str(self.bin.parent / "places"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            **more,
        }

    def run(self, script: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.root / "script" / script, *arguments],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.parametrize(
    ("pythons", "expected"),
    [
        ({"bin/python3.12": "3.12", "bin/python3.14": "3.14", "bin/python3.13": "3.13"}, "bin/python3.13"),
        ({"bin/python3.12": "3.12", "bin/python3.14": "3.14"}, "bin/python3.14"),
        ({"bin/python3": "3.11", "bin/python3.12": "3.12"}, "bin/python3.12"),
        ({"bin/python3": "3.13"}, "bin/python3"),
        ({"bin/python3": "3.11", "bin/python3.16": "3.16"}, "bin/python3.16"),
        ({"bin/python3": "3.11", "places/python3.13": "3.13"}, "places/python3.13"),
        (
            {"bin/python3": "3.11", "home/.pyenv/versions/3.12.4/bin/python": "3.12"},
            "home/.pyenv/versions/3.12.4/bin/python",
        ),
        (
            {"home/.local/share/uv/python/cpython-3.14.0-linux/bin/python3.14": "3.14"},
            "home/.local/share/uv/python/cpython-3.14.0-linux/bin/python3.14",
        ),
    ],
)
def test_bootstrap_takes_the_first_python_that_fits(checkout: Checkout, pythons: dict[str, str], expected: str) -> None:
    for path, version in pythons.items():
        checkout.stub(path, version)
    found = checkout.run("bootstrap", "--which")
    assert found.stdout.split() == [pythons[expected], str(checkout.bin.parent / expected)], found.stderr


def test_bootstrap_passes_by_a_shim_that_fails(checkout: Checkout) -> None:
    checkout.shim("bin/python3.13")
    good = checkout.stub("later/python3.13", "3.13")
    found = checkout.run("bootstrap", "--which", PATH=f"{checkout.bin}:{Path(good).parent}")
    assert found.stdout == f"3.13 {good}\n"


def test_bootstrap_prefers_a_whole_python_to_one_that_lacks_modules(checkout: Checkout) -> None:
    checkout.stub("bin/python3.13", "3.13", missing="ensurepip")
    good = checkout.stub("bin/python3.12", "3.12")
    assert checkout.run("bootstrap", "--which").stdout == f"3.12 {good}\n"


@pytest.mark.parametrize(
    ("version", "missing", "said"),
    [("3.11", "-", "Python 3.12 or newer was not found"), ("3.13", "ensurepip", "python3.13-venv")],
)
def test_bootstrap_says_in_one_sentence_what_to_install(
    checkout: Checkout, version: str, missing: str, said: str
) -> None:
    checkout.stub("bin/python3", version, missing)
    refused = checkout.run("bootstrap")
    assert refused.returncode == 1
    assert said in refused.stderr
    assert len(sentences(refused.stderr)) == 1
    assert not refused.stdout
    assert not checkout.venv.exists()


@pytest.mark.servers
def test_bootstrap_makes_heals_and_then_returns_at_once(checkout: Checkout) -> None:
    checkout.real_python()
    (checkout.venv / "bin").mkdir(parents=True)
    (checkout.venv / "bin" / "left-over").touch()

    made = checkout.run("bootstrap")
    assert made.returncode == 0, made.stderr
    assert subprocess.run([checkout.venv / "bin" / "python", "-c", "import tinyline"], check=True)
    assert not (checkout.venv / "bin" / "left-over").exists()
    assert not (checkout.venv / "tmp").exists()

    began = time.monotonic()
    again = checkout.run("bootstrap")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - began < 1

    # A new lock whose packages cannot be had: the old .venv stays what it was, not taken for the new one.
    before = checkout.stamp.read_text()
    (checkout.root / "requirements.txt").write_text("tinyline==2.0 --hash=sha256:" + "0" * 64 + "\n")
    assert checkout.run("bootstrap").returncode == 1
    assert checkout.stamp.read_text() == before
    shutil.copy(checkout.root / "requirements-dev.txt", checkout.root / "requirements.txt")
    assert checkout.run("bootstrap").stdout == ""

    # The packages for tests come on top, and do for the site as well.
    assert "requirements-dev.txt" in checkout.run("bootstrap", "--dev").stdout
    assert checkout.run("bootstrap").stdout == ""

    # script/server hands over to the command of that .venv, with the environment.
    (checkout.root / "manage.py").write_text("import os, sys; print(sys.argv[1:], os.environ['PORT'])")
    assert checkout.run("server", PORT="8123").stdout == "['serve'] 8123\n"

    # Moved, its programs name a place that is no more.
    moved = checkout.root.rename(checkout.root.with_name("elsewhere"))
    checkout.root = moved
    assert "Making .venv" in checkout.run("bootstrap").stdout
    assert checkout.stamp.read_text().startswith(f"{moved}\n")


@pytest.mark.servers
def test_bootstrap_leaves_nothing_when_packages_cannot_be_had_or_trusted(checkout: Checkout) -> None:
    checkout.real_python()
    checkout.lock("0" * 64)
    distrusted = checkout.run("bootstrap")
    assert distrusted.returncode == 1
    assert "hash differs" in distrusted.stderr
    assert len(sentences(distrusted.stderr)) == 1
    assert not checkout.venv.exists()

    shutil.rmtree(checkout.wheels)
    offline = checkout.run("bootstrap")
    assert offline.returncode == 1
    assert "check the network" in offline.stderr
    assert len(sentences(offline.stderr)) == 1
    assert not checkout.venv.exists()


@pytest.mark.servers
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_bootstrap_cut_short_leaves_nothing_that_looks_finished(checkout: Checkout, number: signal.Signals) -> None:
    checkout.real_python()
    command = [checkout.root / "script" / "bootstrap"]
    with subprocess.Popen(command, env=checkout.environment(), stdout=subprocess.DEVNULL, process_group=0) as process:
        wait_for(checkout.venv.exists)
        process.send_signal(number)
        process.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if number == signal.SIGTERM:
        assert not checkout.venv.exists()
    assert not checkout.stamp.exists()


# --- script/server ----------------------------------------------------------------------------------------


def wait_for(condition: Any, seconds: float = 60) -> Any:
    """Return the first true answer of the condition."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
    return port


def descendants(pid: int) -> set[int]:
    """Return the processes that this one started, and those that they started."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = {int(child): int(parent) for child, parent in map(str.split, listing.stdout.splitlines())}
    found: set[int] = set()
    while new := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= new
    return found


def alive(pids: set[int]) -> set[int]:
    listing = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True)
    rows = map(str.split, listing.stdout.splitlines())
    return pids & {int(pid) for pid, state in rows if not state.startswith("Z")}


class Site:
    """The site as `script/server` runs it, on data of its own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder.parent / f"{folder.name}.log"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "ENVIRONMENT": "development",
            "WEB_CONCURRENCY": "1",
        }

    def refused(self, **more: str) -> str:
        """Return the one sentence with which the start was refused."""
        refused = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert refused.returncode == 1
        assert refused.stdout == ""
        [sentence] = sentences(refused.stderr)
        return sentence

    def said(self) -> str:
        return self.output.read_text()

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return int(answer.status)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the site until the end of the block; inside it, it is ready."""
        command = [sys.executable, "manage.py", "serve"]
        with (
            self.output.open("wb") as output,
            subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            ) as process,
        ):
            try:
                wait_for(lambda: "Ready: " in self.said() or process.poll() is not None)
                assert process.poll() is None, self.said()
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()
                process.wait(timeout=30)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site that has been started once, on the database that these tests run on."""
    folder = tmp_path_factory.mktemp("site") / "data"
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield Site(folder, f"sqlite:///{folder}/db.sqlite3")
        return
    name = f"scripts_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield Site(folder, urlsplit(url)._replace(path=f"/{name}").geturl())
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.servers
def test_server_starts_twice_serves_and_ends_with_all_its_children(site: Site) -> None:
    with site.running() as process:
        assert f"Ready: http://127.0.0.1:{site.port}/\n" in site.said()
        assert site.get("/healthz") == 200
        assert re.search(r"password moments-of-truth as:\n(  \S+@\S+ +\w.*\n)+", site.said())
        wait_for(lambda: "Starting worker" in (site.folder / "logs" / "worker.log").read_text())
        children = descendants(process.pid)
        assert len(children) >= 3  # gunicorn, its worker, the task worker
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert not alive(children)
    assert "Traceback" not in site.said()

    began = time.monotonic()
    with site.running() as process:
        # The goal is 3 s; the other tests of this run share the machine.
        assert time.monotonic() - began < 8
        assert "Telling the demo" not in site.said()
        children = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert not alive(children)


@pytest.mark.servers
def test_server_says_when_a_child_dies(site: Site) -> None:
    with site.running() as process:
        log = site.folder / "logs" / "worker.log"
        starts = wait_for(lambda: log.exists() and log.read_text().count("Starting worker"))
        children = descendants(process.pid)
        [worker] = [pid for pid in children if "db_worker" in command_of(pid)]
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: "The task worker ended by itself (SIGKILL" in site.said())
        wait_for(lambda: log.read_text().count("Starting worker") > starts)
        assert site.get("/healthz") == 200

        [web] = [pid for pid in descendants(process.pid) if os.getpgid(pid) == pid and pid in children]
        os.kill(web, signal.SIGKILL)
        assert process.wait(timeout=20) == 128 + signal.SIGKILL
        children |= descendants(process.pid)
    assert not alive(children)
    assert "The web server ended by itself (SIGKILL)" in site.said()


@pytest.mark.servers
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_no_child_outlives_a_server_that_is_killed(site: Site) -> None:
    with site.running() as process:
        children = wait_for(lambda: len(found := descendants(process.pid)) >= 3 and found)
        process.kill()
        process.wait()
        wait_for(lambda: not alive(children), 20)


def command_of(pid: int) -> str:
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


@pytest.fixture
def unstarted(tmp_path: Path) -> Site:
    return Site(tmp_path / "data", f"sqlite:///{tmp_path}/data/db.sqlite3")


@pytest.mark.servers
def test_server_refuses_a_port_in_use_and_leaves_no_trace(unstarted: Site) -> None:
    with closing(socket.create_server(("127.0.0.1", unstarted.port))):
        assert f"Port {unstarted.port} of 127.0.0.1 is in use" in unstarted.refused()
    assert not unstarted.folder.exists()


@pytest.mark.servers
@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", "80 80"])
def test_server_refuses_a_port_that_is_none(unstarted: Site, port: str) -> None:
    assert unstarted.refused(PORT=port).startswith(f"PORT is '{port}'")
    assert not unstarted.folder.exists()


@pytest.mark.servers
def test_server_refuses_a_folder_that_cannot_be_written(unstarted: Site) -> None:
    unstarted.folder.write_text("a file in the place of the folder")
    assert unstarted.refused(SECRET_KEY="x" * 50).startswith("DATA_DIR")


@pytest.mark.servers
def test_settings_refuse_a_folder_for_their_key_that_cannot_be_written(unstarted: Site) -> None:
    unstarted.folder.write_text("a file in the place of the folder")
    assert unstarted.refused().startswith("DATA_DIR")


@pytest.mark.servers
@pytest.mark.parametrize(
    "url",
    ["postgres://somebody:hush-hush@127.0.0.1:1/none", "sqlite:////nowhere/at/all/db.sqlite3"],
)
def test_server_refuses_a_database_that_cannot_be_reached(unstarted: Site, url: str) -> None:
    sentence = unstarted.refused(DATABASE_URL=url)
    assert sentence.startswith("The database cannot be used: ")
    assert "hush-hush" not in sentence
    assert not unstarted.folder.exists()
