"""Setting up again is quick when nothing changed, and complete when something did."""

import subprocess
import sys
import time

import pytest

from scripts import commands, environment, say


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """Requirement files and a .venv of our own; the commands that would have run."""
    ran = []
    runtime = tmp_path / "requirements.txt"
    development = tmp_path / "requirements-dev.txt"
    runtime.write_text("# direct\nnumpy==1.0\n")
    development.write_text("-r requirements.txt\npytest==1.0\n")
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "RUNTIME", runtime)
    monkeypatch.setattr(environment, "DEVELOPMENT", development)

    def run(command, *, on_line, **_):
        ran.append(command[-1])
        for line in ("Collecting numpy==1.0", "Processing /some/where/pytest-1.0.whl"):
            on_line(line)

    monkeypatch.setattr(commands, "run", run)
    return ran


def test_packages_are_installed_once(pip, capsys):
    environment.ensure_packages(environment.RUNTIME)
    environment.ensure_packages(environment.RUNTIME)
    assert pip == [str(environment.RUNTIME)]
    assert "1 of 1: numpy" in capsys.readouterr().out


def test_changed_pins_are_installed_again(pip):
    environment.ensure_packages(environment.RUNTIME)
    environment.RUNTIME.write_text("numpy==2.0\n")
    environment.ensure_packages(environment.RUNTIME)
    assert len(pip) == 2


def test_the_development_packages_follow_those_they_include(pip, capsys):
    environment.ensure_packages(environment.DEVELOPMENT)
    assert "2 of 2: pytest" in capsys.readouterr().out
    environment.RUNTIME.write_text("numpy==2.0\n")
    environment.ensure_packages(environment.DEVELOPMENT)
    assert len(pip) == 2


def test_an_install_that_failed_is_tried_again(pip, monkeypatch):
    def fail(*_, **__):
        raise say.Stop("no network")

    with monkeypatch.context() as broken:
        broken.setattr(commands, "run", fail)
        with pytest.raises(say.Stop):
            environment.ensure_packages(environment.RUNTIME)
    environment.ensure_packages(environment.RUNTIME)
    assert len(pip) == 1


def test_what_we_start_may_keep_what_it_compiled(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    look = [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"]
    assert commands.run(look, env=environment.environ()) == "False\n"


def test_a_failing_command_shows_its_last_words(capsys):
    with pytest.raises(say.Stop, match="status 3"):
        commands.run(["sh", "-c", "echo the disk is full >&2; exit 3"])
    assert "the disk is full" in capsys.readouterr().out


def test_steps_are_numbered_and_timed(capsys):
    steps = say.Steps(total=2)
    with steps.step("Packages"):
        say.note("nothing to do")
    with steps.step("Database"):
        pass
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "[1/2] Packages"
    assert shown[1].strip() == "nothing to do"
    assert shown[2].strip().startswith("done in 0.0")
    assert shown[3] == "[2/2] Database"


def test_the_students_runtimes_can_be_built_before_anything_is_installed():
    build = "import sys; sys.path.insert(0, '.'); import workers.environments.building as b; b.main(['-h'])"
    bare = [sys.executable, "-I", "-S", "-c", build]
    shown = subprocess.run(
        bare, cwd=say.ROOT, check=True, capture_output=True, text=True
    )
    assert "--device" in shown.stdout


@pytest.mark.parametrize("which", [(), ("--all",)])
def test_make_run_builds_what_open_projects_need_and_make_test_all(which, monkeypatch):
    started = []
    monkeypatch.setattr(commands, "in_background", started.append)
    environment.building_runtimes(*which)
    assert started == [[sys.executable, "-m", "workers.environments.building", *which]]


def test_work_in_the_background_is_waited_for(capsys):
    with commands.in_background(["sh", "-c", "sleep 0.2; echo built"]) as finish:
        finish()
    assert "built" in capsys.readouterr().out


def test_work_in_the_background_has_the_variables_it_is_given(capsys):
    with commands.in_background(["/bin/sh", "-c", "echo $A"], env={"A": "b"}) as finish:
        finish()
    assert "      b\n" in capsys.readouterr().out


def test_work_in_the_background_that_fails_stops_it():
    with (
        pytest.raises(say.Stop, match="status 4"),
        commands.in_background(["sh", "-c", "exit 4"]) as finish,
    ):
        finish()


def test_leaving_early_ends_the_work_in_the_background():
    began = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        commands.in_background(["sh", "-c", "sleep 60; sleep 60"]),
    ):
        raise KeyboardInterrupt
    assert time.monotonic() - began < 30
