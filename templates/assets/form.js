// Makes the form quicker and safer; without it the same form works by itself. ES2015, for phones that are old.
(function () {
  'use strict';
  var form = document.getElementById('form');
  if (!form || !window.fetch || !window.FormData || !window.URLSearchParams) return;
  var base = document.body.dataset.base;
  var one = function (selector, within) { return (within || form).querySelector(selector); };
  var all = function (selector, within) { return Array.prototype.slice.call((within || form).querySelectorAll(selector)); };
  var trouble = document.getElementById('trouble');
  var send = document.getElementById('send');

  // ---- an exclusive choice, and questions that depend on another
  form.addEventListener('change', function (event) {
    var box = event.target;
    if (box.type === 'checkbox' && box.checked && box.closest('fieldset')) {
      all('input[type=checkbox]', box.closest('fieldset')).forEach(function (other) {
        if (other !== box && (box.hasAttribute('data-exclusive') || other.hasAttribute('data-exclusive'))) other.checked = false;
      });
    }
    showDependent();
  });
  function showDependent() {
    all('[data-only-if]').forEach(function (field) {
      var master = one('[data-field="' + field.dataset.onlyIf + '"] input[value=yes]');
      field.hidden = !!master && !master.checked;
    });
  }

  // ---- the draft: kept by person, campaign and day; those of other days go after two days
  var key = 'checkin:' + form.dataset.draft;
  var SKIPPED = { _csrf: 1, date: 1, formVersion: 1, confirmed: 1 };
  function storage(work) { try { return work(localStorage); } catch (error) { return undefined; } }
  function fields() {
    return all('input, textarea, select').filter(function (field) { return field.name && !SKIPPED[field.name]; });
  }
  function saveDraft() {
    var kept = fields().map(function (field) {
      return [field.name, field.type === 'checkbox' || field.type === 'radio' ? field.value : '', field.checked ? 1 : 0, field.value];
    });
    storage(function (store) { store.setItem(key, JSON.stringify({ at: Date.now(), fields: kept })); });
  }
  function dropOldDrafts() {
    storage(function (store) {
      Object.keys(store).forEach(function (name) {
        if (name.indexOf('checkin:') !== 0) return;
        var draft = JSON.parse(store.getItem(name) || '{}');
        if (!(draft.at > Date.now() - 172800000)) store.removeItem(name);
      });
    });
  }
  function restoreDraft() {
    // What the server sent back has been typed later than any draft.
    if (document.getElementById('summary') || one('[aria-invalid]') || document.getElementById('unusual-page')) return;
    var draft = storage(function (store) { return JSON.parse(store.getItem(key) || 'null'); });
    if (!draft || !draft.fields) return;
    var touched = false;
    draft.fields.forEach(function (kept) {
      fields().forEach(function (field) {
        if (field.name !== kept[0]) return;
        if (field.type === 'checkbox' || field.type === 'radio') {
          if (field.value === kept[1] && field.checked !== !!kept[2]) { field.checked = !!kept[2]; touched = true; }
        } else if (field.value !== kept[3]) { field.value = kept[3]; touched = true; }
      });
    });
    document.getElementById('draft').hidden = !touched;
  }
  document.getElementById('draft-clear').addEventListener('click', function () {
    storage(function (store) { store.removeItem(key); });
    location.reload();
  });
  form.addEventListener('input', saveDraft);
  form.addEventListener('change', saveDraft);

  // ---- sending
  var asked = false;
  form.addEventListener('submit', function (event) {
    if (asked) return;
    event.preventDefault();
    submit(event.submitter && event.submitter.name === 'confirmed');
  });
  function busy(is) { send.disabled = is; send.textContent = is ? '正在提交…' : '提交'; }
  function body() {
    var data = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { data.append(name, value); });
    return data;
  }
  function submit(confirmed) {
    if (send.disabled) return;
    saveDraft();
    clearErrors();
    busy(true);
    document.getElementById('confirmed').value = confirmed ? '1' : '';
    fetch(form.getAttribute('action'), {
      method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' }, body: body().toString()
    }).then(function (answer) {
      var isJson = /json/.test(answer.headers.get('Content-Type') || '');
      return (isJson ? answer.json() : Promise.resolve({})).then(function (said) { read(answer.status, said); });
    }).catch(function () {
      busy(false);
      tell('网络不通，还没有提交。填的内容都留着，网络恢复后再点一次“提交”。');
    });
  }
  function read(status, said) {
    if (status === 200 && said.location) { location.href = said.location; return; }
    busy(false);
    if (status === 200 && said.unusual) { askBack(said.unusual); return; }
    if (status === 422 && said.errors) { showErrors(said.errors); return; }
    if (status === 401 || status === 403) { tell((said.detail || said.title || '登录已失效') + '。填的内容都留着，重新进入后会自动恢复。'); return; }
    if (status >= 500 || status === 429) { tell((said.title || '系统忙') + '。填的内容都留着，稍后再点一次“提交”。'); return; }
    // Anything else the server explains best on a page of its own, with everything that was typed.
    asked = true;
    form.submit();
  }
  function tell(words) { trouble.textContent = words; trouble.scrollIntoView({ block: 'center' }); }

  // ---- what is wrong, at its field
  function clearErrors() {
    trouble.textContent = '';
    all('.field-wrong').forEach(function (field) { field.classList.remove('field-wrong'); });
    all('.field-error').forEach(function (line) { line.textContent = ''; });
    all('[aria-invalid]').forEach(function (input) { input.removeAttribute('aria-invalid'); });
  }
  function showErrors(errors) {
    var first;
    errors.forEach(function (error) {
      var name = error.pointer.split('/')[2];
      var field = one('[data-field="' + (window.CSS ? CSS.escape(name) : name) + '"]');
      if (!field) { tell(error.message); return; }
      field.hidden = false;
      field.classList.add('field-wrong');
      var line = one('.field-error', field);
      if (!line.textContent) line.textContent = error.message;
      var input = one('.field-input, input, fieldset', field);
      if (input) input.setAttribute('aria-invalid', 'true');
      first = first || { field: field, input: input };
    });
    if (!first) return;
    first.field.scrollIntoView({ block: 'center' });
    if (first.input) first.input.focus({ preventScroll: true });
  }

  // ---- a look back before something unusual goes
  var ask = document.getElementById('ask');
  function askBack(lines) {
    var list = document.getElementById('ask-list');
    list.textContent = '';
    lines.forEach(function (line) { list.appendChild(document.createElement('li')).textContent = line; });
    ask.hidden = false;
    document.getElementById('ask-no').focus();
  }
  function closeAsk() { ask.hidden = true; send.focus(); }
  document.getElementById('ask-no').addEventListener('click', closeAsk);
  document.getElementById('ask-yes').addEventListener('click', function () { closeAsk(); submit(true); });
  ask.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') closeAsk();
    if (event.key !== 'Tab') return;
    event.preventDefault();
    document.getElementById(document.activeElement.id === 'ask-no' ? 'ask-yes' : 'ask-no').focus();
  });

  dropOldDrafts();
  restoreDraft();
  showDependent();
  all('[data-location]').forEach(function (group) { window.checkinLocation(group, { base: base, hosts: form.dataset.hosts, changed: saveDraft }); });
  var summary = document.getElementById('summary');
  if (summary) summary.focus();
})();
