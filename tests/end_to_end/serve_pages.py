"""Uses the pages of a running `fz serve` in a real browser, with the keyboard alone.

    serve_pages.py ADDRESS [FOLDER]

The server has one account, admin@example.com, who is an administrator, with the password "secret".
Screenshots go to FOLDER, if one is given.
"""

import sys

import chromium

base = "http://" + sys.argv[1]
folder = sys.argv[2] if len(sys.argv) > 2 else None


def show(page, name):
    if folder:
        page.screenshot(f"{folder}/{name}.png")


def check(condition, what):
    if not condition:
        sys.exit(what)


def wait_late(count):
    """Waits until `count` late answers have come, and the page has done with the last one what it does."""
    page.wait(f"late === {count}")
    page.evaluate("new Promise((done) => setTimeout(done, 100))")


def text(page, element):
    return page.evaluate(f"document.getElementById('{element}').innerText")


page = chromium.Page()
try:
    page.size(1100, 800)
    page.open(base + "/admin")
    check(page.evaluate("document.activeElement.id") == "login-email", "the login has the focus")
    show(page, "admin-login")

    page.type("admin@example.com")
    page.press("Tab")
    page.type("wrong")
    page.press("Enter")
    page.wait("document.getElementById('message').innerText === 'Incorrect email or password'")
    check(len(page.complaints) == 1 and "401" in page.complaints.pop(), page.complaints)

    show(page, "admin-login-refused")

    log_in = """at('login-email').value = 'plain@example.com'; at('login-password').value = 'secret';
        at('login').querySelector('form').requestSubmit()"""
    page.evaluate(log_in)
    page.wait("document.getElementById('message').innerText === 'Not enough permissions'")
    check(page.evaluate("token") == "", "only an administrator is let in")
    check(len(page.complaints) == 1 and "403" in page.complaints.pop(), page.complaints)

    page.evaluate("at('login-email').value = 'admin@example.com'")
    page.evaluate("document.getElementById('login-password').focus()")
    page.evaluate("document.getElementById('login-password').select()")
    page.type("secret")
    page.press("Enter")
    page.wait("document.querySelectorAll('#user-rows tr').length === 2")
    check(page.evaluate("document.activeElement.id") == "search-text", "the search has the focus")

    # Search, then the button for a new user: both by Tab and Enter.
    page.press("Tab")
    page.press("Tab")
    page.press("Enter")
    page.wait("document.getElementById('user-dialog').open")
    page.type("<b>eve</b>")
    page.press("Tab")
    page.type("eve@example.com")
    page.press("Tab")
    page.type("secret")
    show(page, "admin-new-user")
    page.press("Enter")
    page.wait("document.querySelectorAll('#user-rows tr').length === 3")
    check("Created <b>eve</b>" in text(page, "message"), text(page, "message"))
    check("<b>eve</b>" in text(page, "user-rows"), "a name is text, not a part of the page")
    for number in range(6):
        page.evaluate(f"""ask('POST', '/admin/api/users', {{username: 'user{number}',
            email: 'user{number}@example.com', password: 'x'}})""")
    page.evaluate("loadUsers(true)")
    page.wait("document.querySelectorAll('#user-rows tr').length === 9")
    show(page, "admin-users")

    page.evaluate("document.getElementById('search-text').focus()")
    page.type("EVE")
    page.press("Enter")
    page.wait("document.querySelectorAll('#user-rows tr').length === 1")
    page.evaluate("document.querySelector('#user-rows button').focus()")
    page.press("Enter")
    page.wait("document.getElementById('user-dialog').open")
    check(page.evaluate("document.activeElement.id") == "user-password", "the password has the focus")
    page.type("another secret")
    show(page, "admin-set-password")
    page.press("Enter")
    page.wait("document.getElementById('message').innerText === 'The password of <b>eve</b> is set.'")
    page.evaluate("""fetch('/auth/token', {method: 'POST', body: new URLSearchParams(
        {username: 'eve@example.com', password: 'another secret'})}).then((a) => { window.got = a.status; })""")
    page.wait("window.got === 200")

    page.evaluate("document.querySelector('#user-rows .danger').focus()")
    page.press("Enter")
    page.wait("document.getElementById('user-dialog').open")
    show(page, "admin-delete")
    page.press("Escape")
    page.wait("!document.getElementById('user-dialog').open")
    page.evaluate("document.querySelector('#user-rows .danger').click()")
    page.press("Enter")
    page.wait("document.getElementById('message').innerText.startsWith('Deleted')")

    page.evaluate("document.querySelector('[data-part=revisions]').click()")
    page.wait("document.querySelectorAll('#graph circle').length === 5")
    shown = page.evaluate("document.querySelector('#graph svg').getAttribute('aria-label')")
    for state in ("74f39286e2f6 applied", "60c924cc7e63 changed", "aaaaaaaaaaaa pending"):
        check(state in shown, shown)
    show(page, "admin-revisions")
    page.evaluate("document.querySelector('[data-part=audit]').click()")
    page.wait("document.querySelectorAll('#audit-rows tr').length === 2")
    show(page, "admin-audit")

    page.size(390, 780, phone=True)
    page.dark()
    page.evaluate("document.querySelector('[data-part=users]').click()")
    page.evaluate("document.getElementById('search-text').value = ''")
    page.evaluate("loadUsers(true)")
    page.wait("document.querySelectorAll('#user-rows tr').length === 8")
    wide = page.evaluate("document.documentElement.scrollWidth")
    check(wide <= 390, f"a telephone has to scroll sideways: {wide}")
    show(page, "admin-telephone-dark")
    for part in ("revisions", "audit"):
        page.evaluate(f"document.querySelector('[data-part={part}]').click()")
        page.wait(f"!document.getElementById('{part}').hidden")
        check(page.evaluate("document.documentElement.scrollWidth") <= 390, "sideways")
        show(page, f"admin-telephone-{part}")
    page.evaluate("document.querySelector('[data-part=users]').click()")
    page.wait("!document.getElementById('users').hidden")
    page.evaluate("askNewUser()")
    show(page, "admin-telephone-dialog")

    # A token that has ended leads back to the login, whatever is open.
    page.evaluate("token = 'ended'; at('user-name').value = 'x'; document.querySelector('dialog form').requestSubmit()")
    page.wait("document.getElementById('message').innerText === 'Your login has ended.'")
    check(not page.evaluate("document.getElementById('user-dialog').open"), "the dialog is closed")
    check(len(page.complaints) == 1 and "401" in page.complaints.pop(), page.complaints)
    page.evaluate(log_in.replace("plain", "admin"))
    page.wait("document.querySelectorAll('#user-rows tr').length === 8")

    # Answers come late, and in another order than they were asked for.
    page.evaluate("""window.ordinary = window.fetch; window.late = 0;
        window.fetch = async (path, how) => {
          const answer = await ordinary(path, how);
          if (!path.includes('search=eve') && !path.includes('revisions')) return answer;
          await new Promise((done) => setTimeout(done, 300));
          ++late;
          return answer;
        };""")
    page.evaluate("""at('search-text').value = 'eve'; at('search').requestSubmit();
        at('search-text').value = ''; at('search').requestSubmit()""")
    wait_late(1)
    check(page.evaluate("document.querySelectorAll('#user-rows tr').length") == 8,
          "the list is what was searched for last")
    page.evaluate("""document.querySelector('[data-part=revisions]').click();
        document.querySelector('[data-part=users]').click()""")
    wait_late(2)
    check(page.evaluate("at('revisions').hidden && !at('users').hidden"),
          "the part that was chosen last is shown")
    page.evaluate("at('search-text').value = 'eve'; at('search').requestSubmit(); at('leave').click()")
    wait_late(3)
    check(page.evaluate("token") == "", "the token is gone after the logout")
    check(page.evaluate("document.querySelectorAll('#user-rows tr').length") == 0, "so is the list")

    page.size(1100, 900)
    page.open(base + "/docs")
    page.wait("document.querySelectorAll('#operations details').length === 7")
    page.type("")
    page.evaluate("document.getElementById('email').focus()")
    page.type("admin@example.com")
    page.press("Tab")
    page.type("secret")
    page.press("Enter")
    page.wait("document.getElementById('who').innerText === 'Logged in as admin@example.com.'")
    page.evaluate("""document.getElementById('read_users_users__get').open = true;
        document.querySelector('#read_users_users__get form').requestSubmit()""")
    page.wait("document.querySelector('#read_users_users__get form pre').innerText.startsWith('200 OK')")
    show(page, "docs")
    check(page.complaints == [], page.complaints)
    print("the pages work")
finally:
    page.close()
