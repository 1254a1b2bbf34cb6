"""A site is set up once and copied, by whichever process comes first."""

from tests import site_template


def test_the_second_site_of_a_script_is_a_copy(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    monkeypatch.setenv(site_template.FOLDER, str(tmp_path / "templates"))
    made = []

    def site(name, script):
        var = tmp_path / name

        def make():
            made.append(name)
            var.mkdir()
            (var / "database").write_text(script)

        site_template.copy(script, var, make)
        return (var / "database").read_text()

    assert [site("first", "a"), site("second", "a"), site("third", "b")] == [*"aab"]
    assert made == ["first", "third"]
