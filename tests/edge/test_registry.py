from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from cigen.edge.credentials import NOBODY, Credential
from cigen.edge.registry import MOST_MANIFEST, Inspected, Registry
from cigen.edge.secret import Secret
from cigen.errors import OutsideError
from cigen.reference import Image
from tests.clock import Time
from tests.fakeregistry import OCI_INDEX, OCI_MANIFEST, PASSWORD, REFRESH, TOKEN, USER, Answer, FakeRegistry, serve

ME = Credential(USER, Secret(PASSWORD))


@pytest.fixture
def server() -> Iterator[FakeRegistry]:
    with serve() as registry:
        yield registry


@pytest.fixture
def time() -> Time:
    return Time()


def client(server: FakeRegistry, time: Time, credential: Credential = NOBODY) -> Registry:
    return Registry(server.host, credential, clock=time.clock)


def image(server: FakeRegistry, tag: str = "1") -> Image:
    return Image(server.host, "a/b", tag)


def refused(server: FakeRegistry, time: Time, credential: Credential = NOBODY) -> str:
    with pytest.raises(OutsideError) as caught:
        client(server, time, credential).inspect(image(server))
    assert not any(secret in repr(caught.value) for secret in (PASSWORD, TOKEN, REFRESH))
    return str(caught.value)


def test_inspect__gives_digest_and_layers(server: FakeRegistry, time: Time) -> None:
    digest = server.push("a/b", "1", layers=7)

    assert client(server, time).inspect(image(server)) == Inspected(digest, 7)


def test_inspect__of_several_platforms_gives_the_digest_of_all_and_the_layers_of_amd64(
    server: FakeRegistry, time: Time
) -> None:
    digest = server.push_index("a/b", "1", linux_arm64=3, linux_amd64=5)

    assert client(server, time).inspect(image(server)) == Inspected(digest, 5)


def test_inspect__without_amd64_counts_the_first_real_platform(server: FakeRegistry, time: Time) -> None:
    server.push_index("a/b", "1", linux_s390x=4)

    assert client(server, time).inspect(image(server)).layers == 4


def test_inspect__a_tag_that_moves_meanwhile_gives_the_layers_of_the_digest(server: FakeRegistry, time: Time) -> None:
    first = server.push("a/b", "1", layers=2)
    registry = client(server, time)
    digest = registry.digest(image(server))
    server.push("a/b", "1", layers=9)
    server.always["/manifests/1"] = Answer(200, b"", (("Docker-Content-Digest", digest),))

    assert registry.inspect(image(server)) == Inspected(first, 2)


def test_digest__asks_for_the_head_alone(server: FakeRegistry, time: Time) -> None:
    digest = server.push("a/b", "1")

    assert client(server, time).digest(image(server)) == digest
    assert server.methods == ["HEAD"]


@pytest.mark.parametrize("lacks", ["has_head", "says_digest"])
def test_digest__without_head_or_header_it_is_made_from_the_bytes(server: FakeRegistry, time: Time, lacks: str) -> None:
    digest = server.push("a/b", "1")
    setattr(server, lacks, False)

    assert client(server, time).digest(image(server)) == digest
    assert server.methods == ["HEAD", "GET"]


def test_login__a_token_for_everybody_is_asked_for_once(server: FakeRegistry, time: Time) -> None:
    server.auth = "bearer"
    digest = server.push("a/b", "1")

    assert client(server, time).inspect(image(server)).digest == digest
    assert server.methods == ["HEAD", "token", "HEAD", "GET"]
    assert server.requests[1][1] == "/token?service=fake%2C+inc&scope=repository%3Aa%2Fb%3Apull"
    assert server.requests[1][2] == ""


def test_login__a_password_goes_to_the_realm_and_to_nobody_else(server: FakeRegistry, time: Time) -> None:
    server.auth, server.private = "bearer", True
    server.push("a/b", "1")

    client(server, time, ME).inspect(image(server))

    shown = [authorization.partition(" ")[0] for _, _, authorization in server.requests]
    assert shown == ["", "Basic", "Bearer", "Bearer"]


def test_login__basic(server: FakeRegistry, time: Time) -> None:
    server.auth = "basic"
    digest = server.push("a/b", "1")

    assert client(server, time, ME).inspect(image(server)).digest == digest


def test_login__an_identity_token_is_traded_in_a_form(server: FakeRegistry, time: Time) -> None:
    server.auth, server.private = "bearer", True
    digest = server.push("a/b", "1")

    assert client(server, time, Credential(identity=Secret(REFRESH))).digest(image(server)) == digest
    assert server.requests[1][:2] == ("POST", "/token")
    assert server.forms[0]["grant_type"] == ["refresh_token"]
    assert server.forms[0]["scope"] == ["repository:a/b:pull"]


def test_login__a_registry_token_is_shown_as_it_is(server: FakeRegistry, time: Time) -> None:
    server.auth, server.private = "bearer", True
    digest = server.push("a/b", "1")

    assert client(server, time, Credential(bearer=Secret(TOKEN))).digest(image(server)) == digest
    assert server.methods == ["HEAD", "HEAD"]


def test_login__a_registry_that_asks_for_ever_is_refused_after_one_token(server: FakeRegistry, time: Time) -> None:
    server.auth = "bearer"
    challenge = f'Bearer realm="http://{server.host}/token"'
    server.always["/manifests/1"] = Answer(401, b"{}", (("WWW-Authenticate", challenge),))

    assert "answered with 401: you may not read this image" in refused(server, time)
    assert server.methods == ["HEAD", "token", "HEAD"]


@pytest.mark.parametrize("realm", ["https://evil\\@127.0.0.1/", "http://evil.example/token", "ftp://a/b", "", "x y"])
def test_login__a_realm_that_is_not_safe_gets_no_password(server: FakeRegistry, time: Time, realm: str) -> None:
    server.auth, server.private = "bearer", True
    server.always["/manifests/1"] = Answer(401, b"", (("WWW-Authenticate", f'Bearer realm="{realm}"'),))

    assert "which is not safe to ask" in refused(server, time, ME)
    assert all(authorization == "" for _, _, authorization in server.requests)


def test_login__a_realm_that_redirects_gets_no_further(server: FakeRegistry, time: Time) -> None:
    server.auth, server.private = "bearer", True
    with serve() as other:
        server.always["/token"] = Answer(307, b"", (("Location", f"http://{other.host}/token"),))
        assert "/token answered with 307" in refused(server, time, ME)
        assert other.requests == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"token": 1}', b'{"token": "a\\r\\nb"}', b"{" * 100_000])
def test_login__an_answer_that_is_no_token(server: FakeRegistry, time: Time, body: bytes) -> None:
    server.auth = "bearer"
    server.always["/token"] = Answer(200, body)

    assert "answered with no token for" in refused(server, time)


def test_redirect__to_another_host_is_followed_without_the_token(server: FakeRegistry, time: Time) -> None:
    server.auth = "bearer"
    with serve() as other:
        digest = other.push("a/b", "1", layers=3)
        server.always["/manifests/1"] = Answer(302, b"", (("Location", f"http://{other.host}/v2/a/b/manifests/1"),))
        server.always[f"/manifests/{digest}"] = Answer(
            307, b"", (("Location", f"http://{other.host}/v2/a/b/manifests/{digest}"),)
        )

        assert client(server, time, Credential(bearer=Secret(TOKEN))).inspect(image(server)) == Inspected(digest, 3)
        assert {authorization for _, _, authorization in other.requests} == {""}


@pytest.mark.parametrize("location", ["http://evil.example/", "ftp://127.0.0.1/", "", "https://a\\@b/", "https://a:b/"])
def test_redirect__to_where_it_is_not_safe(server: FakeRegistry, time: Time, location: str) -> None:
    server.always["/manifests/1"] = Answer(302, b"", (("Location", location),))

    assert "which is not safe to ask" in refused(server, time)


def test_redirect__to_what_is_no_address(server: FakeRegistry, time: Time) -> None:
    server.always["/manifests/1"] = Answer(302, b"", (("Location", "http://["),))

    assert "points to no address, which is not safe to ask" in refused(server, time)


def test_redirect__in_circles(server: FakeRegistry, time: Time) -> None:
    server.always["/manifests/1"] = Answer(302, b"", (("Location", "/v2/a/b/manifests/1"),))

    assert "redirects in circles" in refused(server, time)


@pytest.mark.parametrize(
    ("answer", "credential", "message"),
    [
        (Answer(401), NOBODY, "you may not read this image; is its name right? it may need a `docker login`"),
        (Answer(403), ME, "you may not read this image; is its name right? the credentials for it are not accepted"),
        (Answer(404), NOBODY, "there is no such image or tag; is its name right? it may need a `docker login`"),
        (Answer(418), NOBODY, "which a registry does not do"),
        (Answer(429), NOBODY, "too many requests, wait, or `docker login` for more"),
        (Answer(500), NOBODY, "the registry is in trouble, run it again later"),
        (Answer(0), NOBODY, "can't be reached (ConnectionError); is the image's name right, and the network up?"),
    ],
)
def test_inspect__says_what_went_wrong_and_where(
    server: FakeRegistry, time: Time, answer: Answer, credential: Credential, message: str
) -> None:
    server.always["HEAD"] = answer

    said = refused(server, time, credential)

    assert message in said
    assert f"http://{server.host}/v2/a/b/manifests/1" in said


@pytest.mark.parametrize("accident", [Answer(500), Answer(503), Answer(0), Answer(429, b"", (("Retry-After", "2"),))])
def test_inspect__an_accident_is_tried_again(server: FakeRegistry, time: Time, accident: Answer) -> None:
    digest = server.push("a/b", "1")
    server.fail("HEAD", accident, accident)

    assert client(server, time).inspect(image(server)).digest == digest
    assert len(time.naps) == 2
    assert time.passed <= 4


@pytest.mark.parametrize("accident", [Answer(500), Answer(429, b"", (("Retry-After", "0"),))])
def test_inspect__is_tried_four_times_and_no_more(server: FakeRegistry, time: Time, accident: Answer) -> None:
    server.always["HEAD"] = accident

    refused(server, time)
    assert len(server.requests) == 4


def test_inspect__a_wait_that_is_too_long_is_not_waited_for(server: FakeRegistry, time: Time) -> None:
    server.always["HEAD"] = Answer(429, b"", (("Retry-After", "3600"),))

    assert "too many requests" in refused(server, time)
    assert time.naps == []


def test_inspect__bytes_that_have_another_digest_are_refused(server: FakeRegistry, time: Time) -> None:
    digest = server.push("a/b", "1")
    server.manifests[digest] = (OCI_MANIFEST, b'{"layers": []}')

    assert "has other bytes than its digest says" in refused(server, time)


def test_inspect__a_platforms_bytes_that_have_another_digest_are_refused(server: FakeRegistry, time: Time) -> None:
    server.push_index("a/b", "1", linux_amd64=2)
    inner = next(digest for digest, (kind, body) in server.manifests.items() if b"amd64" in body and kind != OCI_INDEX)
    server.manifests[inner] = (OCI_MANIFEST, b'{"layers": []}')

    assert "has other bytes than its digest says" in refused(server, time)


@pytest.mark.parametrize(
    "tree",
    [
        [],
        "text",
        {},
        {"layers": 1},
        {"layers": [{}] * 20_000},
        {"manifests": []},
        {"manifests": [1, {"platform": 1}, {"platform": {}, "digest": "../../x"}]},
        {"manifests": {"a": "b"}},
    ],
)
def test_inspect__what_is_no_image_is_refused(server: FakeRegistry, time: Time, tree: object) -> None:
    server.tags["a/b", "1"] = server.put(OCI_MANIFEST, tree)

    assert server.host in refused(server, time)


def test_inspect__a_body_without_end_is_cut_off(server: FakeRegistry, time: Time) -> None:
    server.has_head = False
    server.always["GET"] = Answer(200, b"x" * (MOST_MANIFEST + 2))

    assert "which can't be" in refused(server, time)


def test_inspect__a_body_that_breaks_off_is_tried_again(server: FakeRegistry, time: Time) -> None:
    digest = server.push("a/b", "1")
    server.fail(digest, Answer(200, b'{"layers"', length=1000))

    assert client(server, time).inspect(image(server)).digest == digest


def test_inspect__a_server_that_drips_is_given_up() -> None:
    with serve() as server:
        digest = server.push("a/b", "1")
        server.always[digest] = Answer(200, b"x" * 1000, drip=0.05)
        with pytest.raises(OutsideError, match=r"answers too slowly|time for it has run out"):
            Registry(server.host, budget=1.0).inspect(image(server))


def test_inspect__no_server_at_all(time: Time) -> None:
    with pytest.raises(OutsideError, match=r"http://127.0.0.1:1/v2/a/b/manifests/1 can't be reached"):
        Registry("127.0.0.1:1", clock=time.clock).inspect(Image("127.0.0.1:1", "a/b", "1"))


@pytest.mark.parametrize(
    ("host", "root"),
    [
        ("localhost:5000", "http://localhost:5000/v2"),
        ("127.0.0.1", "http://127.0.0.1/v2"),
        ("localhost.evil.example", "https://localhost.evil.example/v2"),
        ("127.0.0.1.evil.example", "https://127.0.0.1.evil.example/v2"),
        ("ghcr.io", "https://ghcr.io/v2"),
    ],
)
def test_registry__http_is_for_this_machine_only(host: str, root: str) -> None:
    assert Registry(host).root == root


def test_registry__of_this_machine_is_asked_without_a_proxy(
    server: FakeRegistry, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    digest = server.push("a/b", "1")

    assert client(server, time).digest(image(server)) == digest


def test_registry__a_netrc_entry_is_not_used(
    server: FakeRegistry, time: Time, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    server.push("a/b", "1")

    client(server, time).inspect(image(server))

    assert {authorization for _, _, authorization in server.requests} == {""}


def test_registry__no_secret_is_in_a_log(server: FakeRegistry, time: Time, caplog: pytest.LogCaptureFixture) -> None:
    server.auth, server.private = "bearer", True
    server.push("a/b", "1")
    with caplog.at_level(logging.DEBUG):
        registry = client(server, time, ME)
        registry.inspect(image(server))

    assert caplog.text
    assert not any(secret in caplog.text + repr(vars(registry)) for secret in (PASSWORD, TOKEN))
