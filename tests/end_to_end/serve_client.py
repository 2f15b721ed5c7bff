"""Asks a running `fz serve` every question of the lesson's API, and states the answers.

    serve_client.py ADDRESS PORT SECRET DIALECT

The server runs on an empty users table, with tests' own limits (serve_test.sh). Each check is a
plain statement; the first answer that differs ends the program.
"""

import base64
import hashlib
import hmac
import json
import socket
import sys
import time

HOST, PORT, SECRET, DIALECT = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]


class Answer:
    def __init__(self, status, reason, headers, body):
        self.status, self.reason, self.headers, self.body = status, reason, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body!r}"


class Connection:
    """A socket that knows just enough of HTTP, and nothing that would mend what is sent."""

    def __init__(self):
        self.socket = socket.create_connection((HOST, PORT), timeout=20)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        data = self.socket.recv(65536)
        self.buffer += data
        return len(data) > 0

    def read(self, method="GET"):
        while b"\r\n\r\n" not in self.buffer:
            if not self.receive():
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        _, status, reason = lines[0].split(" ", 2)
        headers = {}
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            assert name == name.lower(), line
            headers[name] = value
        if method == "HEAD" or int(status) < 200:
            body = b""
        elif headers.get("transfer-encoding") == "chunked":
            body = self.read_chunks()
        elif "content-length" in headers:
            body = self.read_exactly(int(headers["content-length"]))
        else:
            body = self.read_to_end()
        return Answer(int(status), reason, headers, body)

    def read_exactly(self, size):
        while len(self.buffer) < size:
            assert self.receive(), "the connection ended in a body"
        body, self.buffer = self.buffer[:size], self.buffer[size:]
        return body

    def read_to_end(self):
        while self.receive():
            pass
        body, self.buffer = self.buffer, b""
        return body

    def read_chunks(self):
        body = b""
        while True:
            while b"\r\n" not in self.buffer:
                assert self.receive(), "the connection ended in a chunk"
            size, self.buffer = self.buffer.split(b"\r\n", 1)
            piece = self.read_exactly(int(size, 16))
            assert self.read_exactly(2) == b"\r\n"
            if not piece:
                return body
            body += piece

    def is_closed(self):
        self.socket.settimeout(3)
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False


def ask_raw(data, method="GET"):
    connection = Connection()
    connection.send(data)
    answer = connection.read(method)
    connection.socket.close()
    return answer


def ask(method, target, body=None, headers=None, host="testserver"):
    lines = [f"{method} {target} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host}")
    for name, value in (headers or {}).items():
        lines.append(f"{name}: {value}")
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    lines.append("Connection: close")
    return ask_raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b""), method)


def send_json(method, target, value, token=None, content_type="application/json"):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = {} if content_type is None else {"Content-Type": content_type}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return ask(method, target, body, headers)


def send_form(fields, content_type="application/x-www-form-urlencoded"):
    return ask("POST", "/auth/token", fields, {"Content-Type": content_type})


def same(got, expected, what=""):
    if got != expected:
        sys.exit(f"{what}\n expected {expected!r}\n got      {got!r}")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(claims, header=None, key=None):
    header = {"alg": "HS256", "typ": "JWT"} if header is None else header
    raw = lambda part: part if isinstance(part, bytes) else json.dumps(part).encode()
    text = b64(raw(header)) + "." + b64(raw(claims))
    mac = hmac.new((key or SECRET).encode(), text.encode(), hashlib.sha256).digest()
    return text + "." + b64(mac)


UNAUTHENTICATED = {"detail": "Not authenticated"}
INVALID = {"detail": "Could not validate credentials"}
FORBIDDEN = {"detail": "Not enough permissions"}
WRONG_LOGIN = {"detail": "Incorrect email or password"}


def user(name, email=None, password="secret"):
    return {"username": name, "email": email or f"{name}@example.com", "password": password}


def make(name, email=None, password="secret"):
    answer = send_json("POST", "/users/", user(name, email, password))
    same(answer.status, 201, answer)
    return answer.json["id"]


def token_of(email, password="secret"):
    from urllib.parse import urlencode

    answer = send_form(urlencode({"username": email, "password": password}).encode())
    same(answer.status, 200, answer)
    return answer.json["access_token"]


def remove(name, identity):
    same(ask("DELETE", f"/users/{identity}", headers={
        "Authorization": f"Bearer {sign({'sub': name + '@example.com'})}"}).status, 200)


def errors_of(answer):
    same(answer.status, 422, answer)
    same(answer.reason, "Unprocessable Content")
    same(answer.headers["content-type"], "application/json")
    return answer.json["detail"]


def check_endpoints():
    root = ask("GET", "/")
    same(root.body.decode(), '{"message":"Olá Mundo!"}')
    same(root.headers["content-type"], "application/json")
    same(ask("GET", "/users/").body, b'{"users":[]}')

    made = send_json("POST", "/users/", user("alice"))
    identity = made.json["id"]
    same(made.status, 201)
    same(made.body.decode(), f'{{"id":{identity},"username":"alice","email":"alice@example.com"}}')
    same(ask("GET", "/users/").json, {"users": [made.json]})
    same(ask("GET", f"/users/{identity}").body, made.body)
    absent = ask("GET", "/users/987654")
    same((absent.status, absent.json), (404, {"detail": "User not found"}))
    html = ask("GET", "/exercicio-html")
    same(html.headers["content-type"], "text/html; charset=utf-8")
    assert "<h1> Olá Mundo </h1>" in html.body.decode()

    for taken, sentence in (
        (user("alice", "new@example.com"), "Username already exists"),
        (user("new", "alice@example.com"), "Email already exists"),
        (user("new", "alice@EXAMPLE.com"), "Email already exists"),
        (user("alice", "alice@example.com"), "Username already exists"),
    ):
        answer = send_json("POST", "/users/", taken)
        same((answer.status, answer.json), (409, {"detail": sentence}), taken)

    token = token_of("alice@example.com")
    changed = send_json("PUT", f"/users/{identity}", user("bob", "bob@example.com", "other"), token)
    same((changed.status, changed.body.decode()),
         (200, f'{{"id":{identity},"username":"bob","email":"bob@example.com"}}'))
    old = send_json("PUT", f"/users/{identity}", user("bob"), token)
    same((old.status, old.json), (401, INVALID), "the address of the token is gone")
    token = token_of("bob@example.com", "other")
    own = send_json("PUT", f"/users/{identity}", user("bob", "bob@example.com", "other"), token)
    same(own.status, 200, "one's own name is no conflict")

    other = make("carol")
    for clash in (user("carol", "x@example.com"), user("x", "carol@example.com")):
        answer = send_json("PUT", f"/users/{identity}", clash, token)
        same((answer.status, answer.json), (409, {"detail": "Username or Email already exists"}))
    for foreign in (other, 987654, 10**30):
        for method, body in (("PUT", user("x")), ("DELETE", {})):
            answer = send_json(method, f"/users/{foreign}", body, token)
            same((answer.status, answer.json), (403, FORBIDDEN), foreign)

    gone = ask("DELETE", f"/users/{identity}", b"{broken",
               {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    same((gone.status, gone.body), (200, b'{"message":"User deleted"}'))
    after = ask("DELETE", f"/users/{identity}", headers={"Authorization": f"Bearer {token}"})
    same((after.status, after.json), (401, INVALID))
    remove("carol", other)


def check_lists():
    names = [f"u{i}" for i in range(5)]
    identities = [make(name) for name in names]
    shown = lambda query: [each["username"] for each in ask("GET", f"/users/?{query}").json["users"]]
    same(shown(""), names)
    same(shown("limit=2"), names[:2])
    same(shown("offset=3&limit=5"), names[3:])
    same(shown("offset=9"), [])
    for text in ("2", "%2B2", "002", "1_0", "%202", "2.0", "2.00", "2%2E0", "+2", "9" * 30):
        same(ask("GET", f"/users/?limit={text}").status, 200, text)
    same(shown("limit=abc&limit=2"), names[:2], "only the last is looked at")
    same(shown("Limit=x&&li%6dit=2&"), names[:2])
    same(shown("limit=2&other=%zz"), names[:2])
    same(shown("offset=-0"), names)
    same(shown("offset=" + "9" * 30), [])
    for text in ("", "1.", ".5", "1.5", "1e1", "0x1", "_1", "2_", "1__0", "%D9%A1", "true"):
        found = errors_of(ask("GET", f"/users/?limit={text}"))
        same(found, [{
            "type": "int_parsing", "loc": ["query", "limit"],
            "msg": "Input should be a valid integer, unable to parse string as an integer",
            "input": "١" if text == "%D9%A1" else text}])
    found = errors_of(ask("GET", "/users/?offset=-1&limit=0"))
    same(found, [
        {"type": "greater_than_equal", "loc": ["query", "offset"],
         "msg": "Input should be greater than or equal to 0", "input": "-1", "ctx": {"ge": 0}},
        {"type": "greater_than_equal", "loc": ["query", "limit"],
         "msg": "Input should be greater than or equal to 1", "input": "0", "ctx": {"ge": 1}}])
    found = errors_of(ask("GET", "/users/?limit=" + "9" * 4301))
    same(found[0]["type"], "int_parsing_size")
    same(found[0]["msg"],
         "Unable to parse input string as an integer, exceeded maximum size")
    token = sign({"sub": "u0@example.com"})
    bearer = {"Authorization": f"Bearer {token}"}
    same(errors_of(ask("DELETE", "/users/x", headers=bearer)), [{
        "type": "int_parsing", "loc": ["path", "user_id"],
        "msg": "Input should be a valid integer, unable to parse string as an integer",
        "input": "x"}])
    same(errors_of(ask("DELETE", "/users/" + "9" * 4301, headers=bearer))[0]["type"],
         "int_parsing_size")
    same(errors_of(ask("GET", "/users/x"))[0]["loc"], ["path", "user_id"])
    shown = ask("GET", f"/users/{identities[0]}")
    for text in (f"+{identities[0]}", f"0{identities[0]}", f"%20{identities[0]}%20", f"{identities[0]}.0",
                 f"0_{identities[0]}", f"%C2%A0{identities[0]}"):
        same(ask("GET", f"/users/{text}").body, shown.body, text)
    for text in ("0", "-0", "-1", "9" * 30):
        same(ask("GET", f"/users/{text}").status, 404, text)
        same(send_json("DELETE", f"/users/{text}", {}, token).status, 403, text)
    both = errors_of(send_json("PUT", "/users/x", {}, token))
    same([each["loc"] for each in both],
         [["path", "user_id"], ["body", "username"], ["body", "email"], ["body", "password"]])
    for name, identity in zip(names, identities):
        remove(name, identity)


def check_routing():
    for path in ("/users//", "//", "/./users/", "/USERS/", "/users/1/2", "/nothing", "/auth"):
        answer = ask("GET", path)
        same((answer.status, answer.json), (404, {"detail": "Not Found"}), path)
    for path in ("/%75sers/", "/users%2F", "/users/?x=y"):
        same(ask("GET", path).status, 200, path)
    for path, twin in (("/users", "/users/"), ("/users/1/", "/users/1"), ("/docs/", "/docs"),
                       ("/users/1%2F", "/users/1"), ("/users/a%20b%0D%0A/?x=%20", "/users/a%20b%0D%0A?x=%20"),
                       ("/auth/token/", "/auth/token"), ("/users?a=1&b=2", "/users/?a=1&b=2")):
        for method in ("GET", "POST", "PATCH", "DELETE"):
            answer = ask(method, path)
            same((answer.status, answer.body), (307, b""), path)
            same(answer.headers["location"], "http://testserver" + twin)
    same(ask("GET", "/users", host=None).headers["location"], f"http://{HOST}:{PORT}/users/")
    https = ask("GET", "/users", headers={"X-Forwarded-Proto": "https",
                                           "X-Forwarded-Host": "elsewhere"})
    same(https.headers["location"], "https://testserver/users/")
    for method, path, allowed in (
        ("PUT", "/users/", {"GET", "HEAD", "POST"}), ("POST", "/users/1", {"GET", "HEAD", "PUT", "DELETE"}),
        ("POST", "/", {"GET", "HEAD"}), ("GET", "/auth/token", {"POST"}),
        ("GET", "/auth/refresh_token", {"POST"}), ("POST", "/docs", {"GET", "HEAD"}),
        ("OPTIONS", "/users/", {"GET", "HEAD", "POST"}),
    ):
        answer = ask(method, path)
        same((answer.status, answer.json), (405, {"detail": "Method Not Allowed"}), path)
        same(set(answer.headers["allow"].split(", ")), allowed, path)
    for path in ("/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect", "/", "/users/"):
        full, head = ask("GET", path), ask("HEAD", path)
        same((full.status, head.status, head.body), (200, 200, b""), path)
        same(head.headers["content-length"], full.headers["content-length"])


def check_order():
    identity = make("dora")
    broken = send_json("PUT", f"/users/{identity}", b"{")
    same(broken.json["detail"][0]["type"], "json_invalid", "broken JSON comes before the token")
    wrong = send_json("PUT", "/users/x", {})
    same((wrong.status, wrong.json), (401, UNAUTHENTICATED), "the token comes before the body")
    other = send_json("PUT", "/users/987654", {}, sign({"sub": "dora@example.com"}))
    same(other.status, 422, "the body comes before the owner")
    taken = send_json("PUT", "/users/987654", user("dora"), sign({"sub": "dora@example.com"}))
    same(taken.status, 403, "the owner comes before a name that is taken")
    same(send_json("PUT", "/nothing", b"{").status, 404)
    same(send_json("PUT", "/users/", b"{").status, 405)
    remove("dora", identity)


def check_bodies():
    post = lambda value, **more: send_json("POST", "/users/", value, **more)
    given = {"username": "eve", "password": "hidden secret", "id": 7}
    answer = post(given)
    same(errors_of(answer), [{
        "type": "missing", "loc": ["body", "email"], "msg": "Field required",
        "input": {"username": "eve", "id": 7}}])
    assert b"hidden secret" not in answer.body
    same(answer.body.decode(), '{"detail":[{"type":"missing","loc":["body","email"],"msg":'
         '"Field required","input":{"username":"eve","id":7}}]}')
    for value in (1, 1.5, True, None, ["a"], {"a": "é"}):
        found = errors_of(post({"username": value, "email": "e@example.com", "password": "x"}))
        same(found, [{"type": "string_type", "loc": ["body", "username"],
                      "msg": "Input should be a valid string", "input": value}])
    for body in (None, b"null"):
        headers = {"Content-Type": "application/json"}
        same(errors_of(ask("POST", "/users/", body, headers)), [
            {"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}])
    for value in ([], "text", 5, False):
        same(errors_of(post(value)), [{
            "type": "model_attributes_type", "loc": ["body"],
            "msg": "Input should be a valid dictionary or object to extract fields from",
            "input": value}])
    for content_type in (None, "text/plain", "application/jsonx", "application/a/b+json",
                         "application/x-www-form-urlencoded"):
        found = errors_of(post(b'{"username": "e"}', content_type=content_type))
        same(found[0]["type"], "model_attributes_type")
        same(found[0]["input"], '{"username": "e"}')
    for content_type in ("APPLICATION/JSON; charset=utf-8", "application/vnd.api+json"):
        same(errors_of(post({}, content_type=content_type))[0]["type"], "missing")
    for body, offset, text in (
        (b"", None, None),
        (b"{", 1, "Expecting property name enclosed in double quotes"),
        (b"{a", 1, "Expecting property name enclosed in double quotes"),
        (b'{"a"}', 4, "Expecting ':' delimiter"),
        (b'{"a":}', 5, "Expecting value"),
        (b'{"a":1 2}', 7, "Expecting ',' delimiter"),
        (b'{"a":1,}', 6, "Illegal trailing comma before end of object"),
        (b"{} {}", 3, "Extra data"),
        ('"éé\x01"'.encode(), 3, "Invalid control character at"),
        ('"éé\\x"'.encode(), 3, "Invalid \\escape"),
    ):
        if not body:
            continue
        same(errors_of(post(body)), [{
            "type": "json_invalid", "loc": ["body", offset], "msg": "JSON decode error",
            "input": {}, "ctx": {"error": text}}], body)
    for body in (b'{"a":"\xff"}', b"[" * 100_000, b"9" * 5000):
        answer = post(body)
        same((answer.status, answer.json),
             (400, {"detail": "There was an error parsing the body"}), body[:20])
    same(errors_of(post(b'{"username":"\\ud800","email":"e@example.com","password":"x"}'))[0]["loc"],
         ["body", "username"])
    same(errors_of(post(b'{"username":NaN,"email":"e@example.com","password":"x"}'))[0]["type"],
         "string_type")
    same(errors_of(post(user("a\0b", "nul@example.com")))[0]["loc"], ["body", "username"])

    made = post(b'\xef\xbb\xbf{"username":"x","username":"\\ud83d\\ude00 ","email":"Eve@EXAMPLE.com",'
                b'"password":"","id":99,"more":NaN}')
    same((made.status, made.json["username"], made.json["email"]),
         (201, "\U0001f600 ", "Eve@example.com"))
    assert made.json["id"] != 99
    assert "\U0001f600" in made.body.decode(), "UTF-8 stays as it is"
    remove_by_email(made.json)
    for name in ("", "   ", "a" * 5000, "Alice", "alice"):
        made = post({"username": name, "email": f"n{len(name)}{name[:1]}@example.com".replace(" ", "s"),
                     "password": "p"})
        same((made.status, made.json.get("username")), (201, name), name[:20])
        remove_by_email(made.json)


def remove_by_email(shown):
    same(ask("DELETE", f"/users/{shown['id']}", headers={
        "Authorization": f"Bearer {sign({'sub': shown['email']})}"}).status, 200)


def check_emails():
    for given, kept in (
        ("Ada <ada@example.com>", "ada@example.com"), ("<ada@example.com>", "ada@example.com"),
        (" ada@example.com ", "ada@example.com"), ("a@xn--bcher-kva.org", "a@bücher.org"),
        ("Ada@EXAMPLE.Com", "Ada@example.com"), ("a@b.c", "a@b.c"), ("é@example.com", "é@example.com"),
        ("a" * 70 + "@example.com", "a" * 70 + "@example.com"),
        ("!#$%&'*+-/=?^_{|}~`@example.com", "!#$%&'*+-/=?^_{|}~`@example.com"),
        ("e\u0301@example.com", "\xe9@example.com"), ("a@\uff45xample.com", "a@example.com"),
        ("a" * 2036 + "@example.com", None),
    ):
        made = send_json("POST", "/users/", user("mail", given))
        if kept is None:
            same(made.status, 422, "2,048 characters are taken, but too long for an address")
            continue
        same((made.status, made.json.get("email")), (201, kept), given)
        remove_by_email(made.json)
    for given, reason in (
        ("ada", "An email address must have an @-sign."),
        ("@example.com", "There must be something before the @-sign."),
        ("ada@", "There must be something after the @-sign."),
        ("a..b@example.com", "An email address cannot have two periods in a row."),
        (".a@example.com", "An email address cannot start with a period."),
        ("a.@example.com", "An email address cannot have a period immediately before the @-sign."),
        ("a@.example.com", "An email address cannot have a period immediately after the @-sign."),
        ("a@example.com.", "An email address cannot end with a period."),
        ("a@-example.com", "An email address cannot have a hyphen immediately after the @-sign."),
        ("a b@example.com",
         "The email address contains invalid characters before the @-sign: SPACE."),
        ("a@exa_mple.com", "The part after the @-sign contains invalid characters: '_'."),
        ("a(b)@example.com",
         "The email address contains invalid characters before the @-sign: '(', ')'."),
        ("a,b@example.com", "The email address contains invalid characters before the @-sign: ','."),
        ("a\u200bb@example.com", "The email address contains unsafe characters: ZERO WIDTH SPACE."),
        ("a@b.-c.com",
         "An email address cannot have a period and a hyphen next to each other."),
        ("a@example.123",
         "The part after the @-sign is not valid. It is not within a valid top-level domain."),
        ('"a b"@example.com', "Quoting the part before the @-sign is not allowed here."),
        ("a@" + "b" * 64 + ".com", "After the @-sign, periods cannot be separated by so many "
                                   "characters (1 character too many)."),
        ("a@example", "The part after the @-sign is not valid. It should have a period."),
        *((f"a@{name}", "The part after the @-sign is a special-use or reserved name that "
                         "cannot be used with email.")
          for name in ("x.arpa", "x.invalid", "x.local", "x.localhost", "x.onion", "x.y.test")),
        ("a@[127.0.0.1]", "A bracketed IP address after the @-sign is not allowed here."),
        ("a" * 2049, "Length must not exceed 2048 characters"),
        ("a\n@example.com", "Carriage return and line feed characters are not allowed"),
    ):
        found = errors_of(send_json("POST", "/users/", user("mail", given)))
        same(found, [{
            "type": "value_error", "loc": ["body", "email"],
            "msg": "value is not a valid email address: " + reason, "input": given,
            "ctx": {"reason": reason}}])


def check_logins():
    identity = make("fay", password="se cret&é")
    good = b"username=fay%40example.com&password=se+cret%26%C3%A9"
    answer = send_form(good)
    same(list(answer.json), ["access_token", "token_type"])
    same((answer.status, answer.json["token_type"]), (200, "bearer"))
    header, claims, _ = (json.loads(base64.urlsafe_b64decode(part + "=="))
                         if i < 2 else None for i, part in enumerate(answer.json["access_token"].split(".")))
    same(header, {"alg": "HS256", "typ": "JWT"})
    same(list(claims), ["sub", "exp"])
    same(claims["sub"], "fay@example.com")
    assert abs(claims["exp"] - time.time() - 1800) < 5, claims

    for fields in (good + b"&grant_type=password", good + b"&grant_type=&scope=a&client_id=b&x=y",
                   b"password=wrong&" + good):
        same(send_form(fields).status, 200, fields)
    same(send_form(good, "Application/X-WWW-Form-Urlencoded; charset=utf-8").status, 200)
    multipart = (b'--B\r\nContent-Disposition: form-data; name="username"\r\n\r\nfay@example.com\r\n'
                 b'--B\r\nContent-Disposition: form-data; name="password"\r\n\r\nse cret&\xc3\xa9\r\n--B--\r\n')
    same(send_form(multipart, "multipart/form-data; boundary=B").status, 200)
    for body, content_type, sentence in (
        (b"x", "multipart/form-data", "Missing boundary in multipart."),
        (b"garbage", "multipart/form-data; boundary=B", "Invalid multipart data."),
    ):
        answer = send_form(body, content_type)
        same((answer.status, answer.json), (400, {"detail": sentence}))
    for fields in (b"username=fay%40example.com&password=wrong", b"username=no%40example.com&password=x",
                   b"username=fay%40EXAMPLE.com&password=se+cret%26%C3%A9",
                   b"username=+fay%40example.com&password=se+cret%26%C3%A9",
                   b"username=a%zz&password=%", b"username=a%00b&password=x", b"username=%FF&password=x",
                   b"username=fay%40example.com;password=x&password=y"):
        answer = send_form(fields)
        same((answer.status, answer.json), (401, WRONG_LOGIN), fields)
        assert "www-authenticate" not in answer.headers
    missing = lambda name: {"type": "missing", "loc": ["body", name], "msg": "Field required", "input": None}
    same(errors_of(send_form(b"")), [missing("username"), missing("password")])
    same(errors_of(send_form(b"username=fay%40example.com&password=")), [missing("password")])
    same(errors_of(send_form(b'{"username":"a","password":"b"}', "application/json")),
         [missing("username"), missing("password")])
    same(errors_of(ask("POST", "/auth/token?username=a&password=b")),
         [missing("username"), missing("password")])
    same(errors_of(send_form(b"grant_type=Password&password=x")), [
        {"type": "string_pattern_mismatch", "loc": ["body", "grant_type"],
         "msg": "String should match pattern '^password$'", "input": "Password",
         "ctx": {"pattern": "^password$"}}, missing("username")])
    remove("fay", identity)


def check_two_at_once():
    """Of two requests for one name one gets it; an unknown address is no faster than a wrong password."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: send_json("POST", "/users/", user("hal")), range(4)))
        same(sorted(answer.status for answer in made), [201, 409, 409, 409])
    shown = next(answer.json for answer in made if answer.status == 201)

    def seconds(form):
        begin = time.monotonic()
        same(send_form(form).status, 401)
        return time.monotonic() - begin

    unknown = min(seconds(b"username=no%40example.com&password=wrong") for _ in range(3))
    wrong = min(seconds(b"username=hal%40example.com&password=wrong") for _ in range(3))
    assert unknown > wrong / 2, (unknown, wrong)
    remove_by_email(shown)


def check_tokens():
    identity = make("gil")
    now = int(time.time())
    put = lambda value: ask("POST", "/auth/refresh_token", headers={"Authorization": value})
    for value in ("", "Basic abc", "Token x", "Bearer\tabc", "Bearerabc"):
        answer = put(value)
        same((answer.status, answer.json), (401, UNAUTHENTICATED), value)
        same(answer.headers["www-authenticate"], "Bearer")
    absent = ask("POST", "/auth/refresh_token")
    same((absent.status, absent.json, absent.headers["www-authenticate"]),
         (401, UNAUTHENTICATED, "Bearer"))
    claims = {"sub": "gil@example.com", "exp": now + 100}
    good = sign(claims)
    for value in (f"Bearer {good}", f"bEARER    {good}"):
        answer = put(value)
        same(answer.status, 200, value)
        same(list(answer.json), ["access_token", "token_type"])
    accepted = (
        sign({"sub": "gil@example.com"}), sign({**claims, "exp": now + 100.5}),
        sign({**claims, "exp": str(now + 100)}), sign(claims, {"alg": "HS256"}),
        sign(claims, {"typ": "x", "alg": "HS256"}), sign({**claims, "iss": "x"}),
        sign(b' { "sub" : "gil@example.com" } '), good + "=",
        sign(b'{"sub":"x","sub":"gil@example.com"}'))
    for token in accepted:
        same(put(f"Bearer {token}").status, 200, token)
    refused = [
        "", "a b", "a.b", "a.b.c", "ä", good[:-1], good + "x", good.replace(".", "!", 1),
        sign(claims, key="another key of more than thirty-two bytes"),
        sign(["sub"]), sign(b"x"), sign(claims, ["x"]), sign({"exp": now + 100}),
        sign({**claims, "sub": ""}), sign({**claims, "sub": "no@example.com"}),
        sign({**claims, "sub": "GIL@example.com"}), sign({**claims, "exp": "soon"}),
        sign({**claims, "exp": now - 1}), sign({**claims, "sub": 1}),
        sign({**claims, "iat": now + 1000}), sign({**claims, "iat": "x"}),
        sign({**claims, "nbf": now + 1000}), sign({**claims, "aud": "x"}),
        sign({**claims, "jti": 1}), sign({**claims, "sub": "a\0b"})]
    for header in ({"alg": "none"}, {"alg": "HS512"}, {"alg": "RS256"}, {"alg": "hs256"}, {},
                   {"alg": 1}, {"alg": "HS256", "kid": 1}, {"alg": "HS256", "crit": ["x"]},
                   {"alg": "HS256", "b64": False}):
        refused.append(sign(claims, header))
    for token in refused:
        answer = put("Bearer " + token.encode().decode("latin-1"))
        same((answer.status, answer.json), (401, INVALID), token)
        same(answer.headers["www-authenticate"], "Bearer")
    remove("gil", identity)


def check_protocol():
    get = b"GET / HTTP/1.1\r\nHost: x\r\n"
    connection = Connection()
    connection.send((get + b"\r\n") * 3)
    for _ in range(3):
        same(connection.read().status, 200, "pipelined")
    connection.send(b"GET / HTTP/1.0\r\n\r\n")
    old = connection.read()
    same((old.status, old.headers["connection"]), (200, "close"))
    assert connection.is_closed()

    chunked = Connection()
    body = json.dumps({"username": "x"}).encode()
    chunked.send(b"POST /users/ HTTP/1.1\r\nContent-Type: application/json\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n" +
                 b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n" + get + b"\r\n")
    same(len(errors_of(chunked.read())), 2)
    same(chunked.read().status, 200)

    expecting = Connection()
    expecting.send(b"POST /users/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                   b"Content-Type: application/json\r\n\r\n")
    same(expecting.read().status, 100)
    expecting.send(b"{}")
    same(expecting.read().status, 422)

    same(ask_raw(b"GET http://elsewhere/users/?limit=1 HTTP/1.1\r\nConnection: close\r\n\r\n").status, 200)
    same(ask_raw(get + b"X: " + b"a" * 70_000 + b"\r\nConnection: close\r\n\r\n").status, 200)
    for bad in (
        b"garbage\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n", b"GET / HTTP/3.7\r\n\r\n",
        get + b" folded: x\r\n\r\n", get + b"A: b\r\n c\r\n\r\n", get + b"A : b\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n", get + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        get + b"Content-Length: -1\r\n\r\n",
        get + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ):
        connection = Connection()
        connection.send(bad)
        answer = connection.read()
        same((answer.status, answer.body), (400, b"Invalid HTTP request received."), bad[:60])
        same((answer.headers["connection"], answer.headers["content-type"]),
             ("close", "text/plain; charset=utf-8"))
        assert connection.is_closed(), bad[:60]
    same(ask_raw(get + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n").status, 403)
    same(ask_raw(get + b"X: " + b"a" * 200_000 + b"\r\n\r\n").status, 431)
    same(ask_raw(b"POST /users/ HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n").status, 413)

    answer = ask("GET", "/")
    for name in ("date", "server", "content-length", "x-content-type-options"):
        assert name in answer.headers, answer
    idle = Connection()
    idle.send(get + b"\r\n")
    same(idle.read().status, 200)
    assert idle.is_closed(), "an idle connection ends after the configured second"
    slow = Connection()
    slow.send(b"GET / HT")
    same(slow.read().status, 408, "a header that does not end")


def check_description():
    api = ask("GET", "/openapi.json").json
    same(api["openapi"], "3.1.0")
    same(api["info"], {"title": "FastAPI", "version": "0.1.0"})
    same(list(api["paths"]), ["/users/", "/users/{user_id}", "/auth/token", "/auth/refresh_token", "/"])
    same([each["operationId"] for path in api["paths"].values() for each in path.values()], [
        "create_user_users__post", "read_users_users__get", "update_user_users__user_id__put",
        "delete_user_users__user_id__delete", "login_for_access_token_auth_token_post",
        "refresh_access_token_auth_refresh_token_post", "read_root__get"])
    same(list(api["components"]["schemas"]), [
        "Body_login_for_access_token_auth_token_post", "HTTPValidationError", "Message", "Token",
        "UserList", "UserPublic", "UserSchema", "ValidationError"])
    flow = api["components"]["securitySchemes"]["OAuth2PasswordBearer"]["flows"]["password"]
    same(flow, {"scopes": {}, "tokenUrl": "auth/token", "refreshUrl": "auth/refresh"})
    docs = ask("GET", "/docs")
    assert "default-src 'none'" in docs.headers["content-security-policy"]
    assert b"://" not in docs.body, "the page loads nothing from elsewhere"
    same(ask("GET", "/health/live").json, {"status": "live"})
    same(ask("GET", "/health/ready").json, {"status": "ready"})
    text = ask("GET", "/metrics").body.decode()
    assert 'fz_http_requests_total{route="/users/",status="201"}' in text, text


def check_admin():
    identity = make("admin", "admin@example.com")
    plain = make("plain")
    impostor = send_json("POST", "/users/", {"username": "admin@example.com",
                                              "email": "impostor@example.com", "password": "x"})
    same(impostor.status, 201)
    same(ask("GET", "/admin/api/users").status, 401)
    for who in ("plain@example.com", "impostor@example.com"):
        answer = ask("GET", "/admin/api/users", headers={"Authorization": "Bearer " + sign({"sub": who})})
        same((answer.status, answer.json), (403, FORBIDDEN), who)
    token = sign({"sub": "admin@example.com"})
    bearer = {"Authorization": f"Bearer {token}"}
    found = ask("GET", "/admin/api/users?search=PLAI", headers=bearer).json
    same(found, {"more": False, "users": [{"id": plain, "username": "plain", "email": "plain@example.com"}]})
    same(ask("GET", "/admin/api/users?search=%25", headers=bearer).json["users"], [])
    made = send_json("POST", "/admin/api/users", user("new"), token)
    same(made.status, 201)
    same(send_json("POST", "/admin/api/users", user("new"), token).status, 409)
    set_to = lambda who, value: send_json("PUT", f"/admin/api/users/{who}/password", value, token)
    same(set_to(made.json["id"], {"password": "changed"}).status, 200)
    token_of("new@example.com", "changed")
    same(set_to(987654, {"password": "changed"}).status, 404)
    same(set_to(made.json["id"], {}).status, 422)
    same(ask("DELETE", f"/admin/api/users/{made.json['id']}", headers=bearer).status, 200)
    same(ask("DELETE", f"/admin/api/users/{made.json['id']}", headers=bearer).status, 404)
    revisions = ask("GET", "/admin/api/revisions", headers=bearer).json["revisions"]
    same([(each["state"], each["current"]) for each in revisions], [("applied", True), ("applied", False)])
    assert "rows" in ask("GET", "/admin/api/audit", headers=bearer).json
    page = ask("GET", "/admin")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    remove_by_email({"id": plain, "email": "plain@example.com"})
    remove_by_email(impostor.json)
    remove_by_email({"id": identity, "email": "admin@example.com"})


for check in (check_endpoints, check_lists, check_routing, check_order, check_bodies, check_emails,
              check_logins, check_two_at_once, check_tokens, check_protocol, check_description, check_admin):
    check()
    print(f"{check.__name__}: as it should be")
