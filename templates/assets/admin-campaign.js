// The form as a student sees it, following what is typed. Without this, “更新预览” does the same. ES2015.
(() => {
  const form = document.getElementById('editor');
  const preview = document.getElementById('preview');
  if (!preview || !window.fetch || !window.DOMParser || !window.URLSearchParams) return;
  /** Nobody wants a page for every letter. */
  const PAUSE = 400;
  let latest = 0;
  let timer = 0;

  function come() {
    const phone = preview.querySelector('.c-phone');
    window.checkinChoices(phone);
    Array.prototype.forEach.call(phone.querySelectorAll('[data-location]'), (group) => {
      window.checkinRegion(group, { base: document.body.dataset.base, changed: () => {} });
      group.querySelector('[data-locate]').disabled = true;
    });
  }

  function takeOver(html) {
    const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('#preview .c-phone');
    if (!fresh) return;
    preview.querySelector('.c-phone').replaceWith(document.importNode(fresh, true));
    come();
  }

  function refresh() {
    latest += 1;
    const turn = latest;
    const body = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      body.append(name, value);
    });
    body.set('action', 'refresh');
    fetch(form.getAttribute('action'), {
      method: 'POST',
      body: body,
      credentials: 'same-origin',
      headers: { Accept: 'text/html' },
    })
      .then((answer) => (answer.ok ? answer.text() : ''))
      .then((html) => {
        if (turn === latest && html) takeOver(html);
      })
      .catch(() => {
        /* the button works */
      });
  }

  come();
  if (!form) return;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
})();
