'use strict';

let token = '';

const at = (id) => document.getElementById(id);

function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// An example for a schema, as JSON.
function example(api, schema) {
  if (schema.$ref) return example(api, api.components.schemas[schema.$ref.split('/').pop()]);
  if (schema.default !== undefined) return schema.default;
  if (schema.anyOf) return example(api, schema.anyOf[0]);
  if (schema.type === 'object') {
    const members = Object.entries(schema.properties || {});
    return Object.fromEntries(members.map(([name, each]) => [name, example(api, each)]));
  }
  if (schema.type === 'array') return [example(api, schema.items)];
  if (schema.type === 'integer') return 0;
  if (schema.format === 'email') return 'user@example.com';
  return 'string';
}

function field(id, name, hint, value) {
  return make('div', {}, make('label', { for: id }, name + ' ' + hint),
    make('input', { id, value: value === undefined ? '' : value, autocomplete: 'off' }));
}

function describeResponses(api, responses) {
  const rows = Object.entries(responses).map(([status, each]) => {
    const content = each.content && Object.values(each.content)[0];
    const cell = make('td', {}, each.description);
    if (content && content.schema.$ref) {
      cell.append(make('pre', {}, JSON.stringify(example(api, content.schema), null, 2)));
    }
    return make('tr', {}, make('td', {}, status), cell);
  });
  return make('table', {}, make('tbody', {}, ...rows));
}

// One operation with its form.
function operation(api, path, method, described) {
  const id = described.operationId;
  const parameters = described.parameters || [];
  const inputs = parameters.map((each) => field(id + each.name, each.name,
    '(' + each.in + ', ' + each.schema.type + ')', each.schema.default));
  const body = described.requestBody && Object.entries(described.requestBody.content)[0];
  const box = make('textarea', { id: id + '-body', 'aria-label': 'Body', spellcheck: 'false' });
  if (body) {
    const sample = example(api, body[1].schema);
    box.value = body[0] === 'application/json' ? JSON.stringify(sample, null, 2)
      : 'username=user%40example.com&password=';
  }
  const result = make('pre', { 'aria-live': 'polite' });
  result.hidden = true;
  const form = make('form', {}, make('div', { class: 'row' }, ...inputs));
  const execute = make('button', { class: 'main' }, 'Execute');
  if (body) form.append(make('label', { for: box.id }, 'Body (' + body[0] + ')'), box);
  form.append(make('div', { class: 'row' }, execute), result);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    execute.disabled = true;
    let url = path;
    const query = new URLSearchParams();
    for (const each of parameters) {
      const value = at(id + each.name).value;
      if (each.in === 'path') url = url.replace('{' + each.name + '}', encodeURIComponent(value));
      else if (value !== '') query.set(each.name, value);
    }
    if ([...query].length > 0) url += '?' + query;
    const headers = {};
    if (described.security && token) headers.authorization = 'Bearer ' + token;
    if (body) headers['content-type'] = body[0];
    try {
      const answer = await fetch(url, {
        method: method.toUpperCase(), headers, body: body ? box.value : undefined, credentials: 'omit',
      });
      const text = await answer.text();
      result.textContent = answer.status + ' ' + answer.statusText + '\n\n' + text;
    } catch (failure) {
      result.textContent = failure.message;
    }
    result.hidden = false;
    execute.disabled = false;
  });
  const lock = described.security ? ' (needs a token)' : '';
  return make('details', { id },
    make('summary', {}, make('span', { class: 'method' }, method.toUpperCase()),
      make('span', { class: 'path' }, path), ' ' + described.summary + lock),
    make('div', {}, form, make('h3', {}, 'Responses'), describeResponses(api, described.responses)));
}

function show(api) {
  document.title = api.info.title;
  at('title').textContent = api.info.title;
  at('version').textContent = api.info.version + ', OpenAPI ' + api.openapi;
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, described] of Object.entries(methods)) {
      const tag = described.tags ? described.tags[0] : 'default';
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(api, path, method, described));
    }
  }
  for (const [tag, operations] of groups) at('operations').append(make('h2', {}, tag), ...operations);
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    at('schemas').append(make('details', {}, make('summary', {}, name),
      make('div', {}, make('pre', {}, JSON.stringify(schema, null, 2)))));
  }
}

at('authorize').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new URLSearchParams();
  form.set('username', at('email').value);
  form.set('password', at('password').value);
  const answer = await fetch('/auth/token', { method: 'POST', body: form, credentials: 'omit' });
  const result = await answer.json().catch(() => ({}));
  token = answer.ok ? result.access_token : '';
  at('password').value = '';
  at('who').textContent = answer.ok ? 'Logged in as ' + at('email').value + '.'
    : String(result.detail || answer.status);
});

fetch('/openapi.json').then((answer) => answer.json()).then(show).catch((failure) => {
  at('operations').textContent = failure.message;
});
