// Makes the form quicker and safer; without it the same form works by itself. ES2015, for phones that are old.
(() => {
  const form = document.getElementById('form');
  if (!form || !window.fetch || !window.URLSearchParams || !window.FormData || !FormData.prototype.forEach) return;
  const draft = window.checkinDraft;
  const key = form.dataset.draft;
  const OFFLINE = '现在没有网络。可以接着填，内容留在这台手机上，有网了再点“提交”。';
  const trouble = document.getElementById('trouble');
  const send = document.getElementById('send');
  function one(selector, within) {
    return (within || form).querySelector(selector);
  }
  function all(selector, within) {
    return Array.prototype.slice.call((within || form).querySelectorAll(selector));
  }
  function save() {
    draft.save(key, form);
  }
  function tell(words, isGood) {
    trouble.classList.toggle('trouble-over', Boolean(isGood));
    trouble.textContent = words;
  }

  form.addEventListener('input', save);

  // ---- sending; a report that arrives twice is one report, so that trying again is always safe
  const PATIENCE = 20000;
  let isAnsweredByPage = false;
  function busy(is) {
    send.disabled = is;
    send.textContent = is ? '正在提交…' : '提交';
  }
  function body() {
    const data = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      data.append(name, value);
    });
    return data.toString();
  }
  function post(action) {
    const stop = window.AbortController ? new AbortController() : null;
    const timer = setTimeout(() => {
      if (stop) stop.abort();
    }, PATIENCE);
    const headers = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
    const options = { method: 'POST', credentials: 'same-origin', headers: headers, body: body() };
    if (stop) options.signal = stop.signal;
    return fetch(action, options).then((answer) => {
      const isJson = /json/.test(answer.headers.get('Content-Type') || '');
      return (isJson ? answer.json() : Promise.resolve({})).then((said) => {
        clearTimeout(timer);
        return { status: answer.status, said: said };
      });
    });
  }
  function submit(isConfirmed) {
    if (send.disabled) return;
    save();
    clearErrors();
    busy(true);
    document.getElementById('confirmed').value = isConfirmed ? '1' : '';
    post(form.getAttribute('action')).then(read, () => {
      busy(false);
      tell(
        navigator.onLine === false
          ? OFFLINE
          : '网络不通或太慢，还不知道交上没有。填的都留着，再点一次“提交”，不会重复。',
      );
    });
  }
  function read(answer) {
    const said = answer.said;
    if (answer.status === 200 && said.location) {
      window.location.replace(said.location);
      return;
    }
    busy(false);
    if (answer.status === 200 && said.unusual) window.checkinAsk(said.unusual, send, () => submit(true));
    else if (answer.status === 422 && said.errors) showErrors(said.errors);
    else if (answer.status === 401 || answer.status === 403)
      tell(`${said.detail || said.title || '登录已失效'}。填的都留在这台手机上，重新进入后会自动恢复。`);
    else if (answer.status >= 500 || answer.status === 429)
      tell(`${said.title || '系统忙'}。填的都留着，过一会儿再点“提交”。`);
    else {
      // Anything else the server explains best on a page of its own, with everything that was typed.
      isAnsweredByPage = true;
      form.submit();
    }
  }
  form.addEventListener('submit', (event) => {
    if (isAnsweredByPage) return;
    event.preventDefault();
    submit(false);
  });
  const confirm = document.getElementById('confirm');
  if (confirm)
    confirm.addEventListener('click', (event) => {
      event.preventDefault();
      submit(true);
    });
  // The notice folds at once; should its answer be lost, the form still says that it was read.
  const known = document.getElementById('notice-known');
  if (known)
    known.addEventListener('click', (event) => {
      event.preventDefault();
      // Enter in a field means the form's first button to a browser, and sending to whoever types.
      if (event.detail === 0 && document.activeElement !== known) return submit(false);
      post(known.getAttribute('formaction')).catch(() => {});
      document.getElementById('notice').hidden = true;
      document.getElementById('main').focus();
    });
  // Coming back by the browser's own memory of the page.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) busy(false);
  });

  window.addEventListener('offline', () => {
    tell(OFFLINE);
  });
  window.addEventListener('online', () => {
    tell('网络恢复了，点“提交”就好。', true);
  });

  // ---- what is wrong, at its field
  function clearErrors() {
    tell('');
    all('.field-wrong').forEach((field) => {
      field.classList.remove('field-wrong');
    });
    all('.field-error').forEach((line) => {
      line.textContent = '';
    });
    all('[aria-invalid]').forEach((input) => {
      input.removeAttribute('aria-invalid');
    });
  }
  function fieldOf(pointer) {
    const name = pointer.split('/')[2];
    return all('[data-field]').filter((field) => field.dataset.field === name)[0];
  }
  function showErrors(errors) {
    errors.forEach((error) => {
      const field = fieldOf(error.pointer);
      if (!field) {
        tell(error.message);
        return;
      }
      field.hidden = false;
      field.classList.add('field-wrong');
      const line = one('.field-error', field);
      if (!line.textContent) line.textContent = error.message;
      all('.field-input, .promise input, select', field).forEach((input) => {
        input.setAttribute('aria-invalid', 'true');
      });
    });
    const first = one('.field-wrong');
    if (!first) return;
    if (!trouble.textContent) tell(`还有 ${all('.field-wrong').length} 处要改`);
    first.scrollIntoView({ block: 'center' });
    all('.field-input, .promise input, select, fieldset', first)
      .filter((each) => each.offsetParent)[0]
      .focus({ preventScroll: true });
  }

  // ---- when the page opens; what the server sent back was typed later than any draft
  draft.dropOld();
  // A form that was opened yesterday goes on as today's, and so does its draft.
  if (form.dataset.openedOn) draft.drop(key.replace(/[^/]*$/, form.dataset.openedOn));
  if (form.hasAttribute('data-sent')) save();
  else if (draft.restore(key, form)) document.getElementById('draft').hidden = false;
  document.getElementById('draft-clear').addEventListener('click', () => {
    draft.drop(key);
    window.location.reload();
  });
  window.checkinChoices(form);
  form.addEventListener('change', save);
  all('[data-location]').forEach((group) => {
    window.checkinRegion(group, { base: document.body.dataset.base, changed: save });
    window.checkinLocation(group, { hosts: form.dataset.hosts, changed: save });
  });
  if (navigator.onLine === false) tell(OFFLINE);
  const news = document.getElementById('news');
  if (news) news.focus();
})();
