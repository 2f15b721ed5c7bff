'use strict';

// The token lives in this variable alone: another site cannot send it, and it is gone with the page.
let token = '';
let lastId = null;
// Counts what the page was asked to show.
let shown = 0;

const at = (id) => document.getElementById(id);

function say(text, kind) {
  at('message').textContent = text;
  at('message').className = 'message ' + (kind || '');
}

// What went wrong, as a sentence.
function sentenceOf(body, status) {
  if (body && typeof body.detail === 'string') return body.detail;
  if (body && Array.isArray(body.detail)) {
    return body.detail.map((each) => each.loc[each.loc.length - 1] + ': ' + each.msg).join('; ');
  }
  return 'The server answered with ' + status + '.';
}

async function ask(method, path, body) {
  const headers = { authorization: 'Bearer ' + token };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(path, {
    method, headers, credentials: 'omit',
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const result = await answer.json().catch(() => null);
  if (answer.ok) return result;
  if (answer.status === 401) {
    leave('');
    throw new Error('Your login has ended.');
  }
  throw new Error(sentenceOf(result, answer.status));
}

// The answer, or null if the page was asked to show something else meanwhile: a late answer must not
// replace a newer one, nor come back after the logout.
async function askToShow(path) {
  const mine = ++shown;
  const answer = await ask('GET', path);
  return mine === shown ? answer : null;
}

// Runs what a button starts, and shows what goes wrong.
async function attempt(work) {
  say('');
  try {
    await work();
  } catch (failure) {
    say(failure.message, 'bad');
  }
}

async function logIn(event) {
  event.preventDefault();
  await attempt(async () => {
    const form = new URLSearchParams();
    form.set('username', at('login-email').value);
    form.set('password', at('login-password').value);
    const answer = await fetch('/auth/token', { method: 'POST', body: form, credentials: 'omit' });
    const result = await answer.json().catch(() => null);
    if (!answer.ok) throw new Error(sentenceOf(result, answer.status));
    token = result.access_token;
    at('login-password').value = '';
    try {
      await show('users');
    } catch (failure) {
      token = '';
      throw failure;
    }
    at('login').hidden = true;
    at('nav').hidden = false;
    at('search-text').focus();
  });
}

function leave(sentence) {
  token = '';
  ++shown;
  at('user-dialog').close();
  for (const part of ['users', 'revisions', 'audit']) at(part).hidden = true;
  at('user-rows').replaceChildren();
  at('nav').hidden = true;
  at('login').hidden = false;
  at('login-email').focus();
  say(sentence);
}

// Each gives true if what it has loaded is shown.
const loaders = { users: () => loadUsers(true), revisions: loadRevisions, audit: loadAudit };

async function show(part) {
  if (!await loaders[part]()) return;
  for (const each of Object.keys(loaders)) at(each).hidden = each !== part;
  for (const button of document.querySelectorAll('#nav button[data-part]')) {
    if (button.dataset.part === part) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  }
}

function cell(name, text) {
  const td = document.createElement('td');
  td.dataset.name = name;
  td.textContent = text === null || text === undefined ? '' : String(text);
  return td;
}

function button(text, label, does, kind) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.className = kind || '';
  made.setAttribute('aria-label', label);
  made.addEventListener('click', does);
  return made;
}

function userRow(user) {
  const row = document.createElement('tr');
  const actions = cell('Actions', '');
  actions.className = 'actions';
  actions.append(
    button('Set password', 'Set the password of ' + user.username, () => askPassword(user)),
    button('Delete', 'Delete ' + user.username, () => askDelete(user), 'danger'));
  row.append(cell('Id', user.id), cell('Name', user.username), cell('Email', user.email), actions);
  return row;
}

function emptyRow(text) {
  const row = document.createElement('tr');
  const only = cell('', text);
  only.colSpan = 4;
  row.append(only);
  return row;
}

async function loadUsers(anew) {
  const query = new URLSearchParams({ search: at('search-text').value });
  if (!anew && lastId !== null) query.set('after', lastId);
  const page = await askToShow('/admin/api/users?' + query);
  if (page === null) return false;
  if (anew) at('user-rows').replaceChildren();
  at('user-rows').append(...page.users.map(userRow));
  if (page.users.length > 0) lastId = page.users[page.users.length - 1].id;
  at('more').hidden = !page.more;
  if (anew && page.users.length === 0) at('user-rows').append(emptyRow('No user matches.'));
  return true;
}

// Opens the dialog; `does` is called with what was typed.
function openDialog(title, action, fields, does) {
  at('user-dialog-title').textContent = title;
  at('dialog-do').textContent = action;
  at('dialog-message').textContent = '';
  at('name-fields').hidden = !fields.names;
  at('password-field').hidden = !fields.password;
  for (const id of ['user-name', 'user-email', 'user-password']) at(id).value = '';
  const form = at('user-dialog').querySelector('form');
  form.onsubmit = async (event) => {
    event.preventDefault();
    at('dialog-do').disabled = true;
    try {
      const done = await does({
        username: at('user-name').value, email: at('user-email').value,
        password: at('user-password').value,
      });
      at('user-dialog').close();
      await loadUsers(true);
      say(done, 'good');
    } catch (failure) {
      if (at('user-dialog').open) at('dialog-message').textContent = failure.message;
      else say(failure.message, 'bad');
    } finally {
      at('dialog-do').disabled = false;
    }
  };
  at('user-dialog').showModal();
}

function askNewUser() {
  openDialog('New user', 'Create', { names: true, password: true }, async (typed) => {
    const made = await ask('POST', '/admin/api/users', typed);
    return 'Created ' + made.username + ' (id ' + made.id + ').';
  });
}

function askPassword(user) {
  openDialog('New password for ' + user.username, 'Set password', { password: true },
    async (typed) => {
      await ask('PUT', '/admin/api/users/' + encodeURIComponent(user.id) + '/password',
        { password: typed.password });
      return 'The password of ' + user.username + ' is set.';
    });
}

function askDelete(user) {
  openDialog('Delete ' + user.username + '?', 'Delete', {}, async () => {
    await ask('DELETE', '/admin/api/users/' + encodeURIComponent(user.id));
    return 'Deleted ' + user.username + '.';
  });
}

function svg(name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Gives each revision a column: a branch keeps its own from the point where it leaves.
function columnsOf(revisions) {
  const column = new Map();
  const open = [];
  for (const each of revisions) {
    let own = open.indexOf(each.id);
    if (own < 0) {
      own = open.indexOf(null);
      if (own < 0) own = open.length;
    }
    for (let i = 0; i < open.length; ++i) if (open[i] === each.id) open[i] = null;
    column.set(each.id, own);
    each.down.forEach((parent, i) => {
      if (open.includes(parent)) return;
      let place = i === 0 ? own : open.indexOf(null);
      if (place < 0 || (i > 0 && place === own)) place = open.length;
      open[place] = parent;
    });
    if (open[own] === undefined) open[own] = null;
  }
  return column;
}

function drawGraph(revisions) {
  const rowHeight = 44;
  const columnWidth = 26;
  const column = columnsOf(revisions);
  const widest = Math.max(0, ...column.values());
  const textAt = 30 + (widest + 1) * columnWidth;
  const x = (id) => 16 + column.get(id) * columnWidth;
  const y = new Map(revisions.map((each, i) => [each.id, 22 + i * rowHeight]));
  const drawing = svg('svg', {
    width: textAt + 620, height: revisions.length * rowHeight + 8, role: 'img',
    'aria-label': revisions.map((each) => each.id + ' ' + each.state + ', ' + each.message).join('; '),
  });
  const edge = (from, to, kind) => {
    if (!y.has(to)) return;
    const middle = (y.get(from) + y.get(to)) / 2;
    drawing.append(svg('path', {
      class: 'edge ' + kind,
      d: `M${x(from)} ${y.get(from)} C${x(from)} ${middle} ${x(to)} ${middle} ${x(to)} ${y.get(to)}`,
    }));
  };
  for (const each of revisions) {
    each.down.forEach((parent) => edge(each.id, parent, ''));
    each.depends.forEach((other) => edge(each.id, other, 'depends'));
  }
  for (const each of revisions) {
    const line = y.get(each.id);
    drawing.append(
      svg('circle', { class: each.state, cx: x(each.id), cy: line, r: 8 }),
      svg('text', { class: 'id', x: textAt, y: line - 2 }, each.id + (each.current ? '  ← current' : '')),
      svg('text', { class: 'soft', x: textAt, y: line + 15 },
        each.message + (each.state === 'applied' ? '' : ' (' + each.state + ')')));
  }
  return drawing;
}

async function loadRevisions() {
  const answer = await askToShow('/admin/api/revisions');
  if (answer === null) return false;
  if (answer.revisions.length === 0) at('graph').textContent = 'The project has no revisions.';
  else at('graph').replaceChildren(drawGraph(answer.revisions));
  return true;
}

async function loadAudit() {
  const answer = await askToShow('/admin/api/audit');
  if (answer === null) return false;
  const rows = answer.rows.map((each) => {
    const row = document.createElement('tr');
    row.append(cell('When', each.when), cell('What', each.what), cell('Revision', each.revision),
      cell('Who', each.who), cell('Took', each.milliseconds === null ? '' : each.milliseconds + ' ms'));
    return row;
  });
  at('audit-rows').replaceChildren(...rows);
  if (rows.length === 0) say(answer.reason || 'The audit trail is empty.');
  return true;
}

at('login').querySelector('form').addEventListener('submit', logIn);
at('leave').addEventListener('click', () => leave(''));
at('search').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(() => loadUsers(true));
});
at('more').addEventListener('click', () => attempt(() => loadUsers(false)));
at('add').addEventListener('click', askNewUser);
at('dialog-cancel').addEventListener('click', () => at('user-dialog').close());
for (const each of document.querySelectorAll('#nav button[data-part]')) {
  each.addEventListener('click', () => attempt(() => show(each.dataset.part)));
}
