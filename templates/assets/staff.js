// biome-ignore-all lint/complexity/useOptionalChain: the oldest browser that it runs in knows none.
// What staff pages do a little better with a script: copying, and going on as soon as something is chosen.
(() => {
  const each = (selector, work) => Array.prototype.forEach.call(document.querySelectorAll(selector), work);

  each('[data-no-script]', (hint) => hint.remove());

  // On a phone the bar is wider than the screen: the section that is open is to be seen.
  each('.s-sections [aria-current]', (link) => {
    link.parentNode.scrollLeft = link.offsetLeft - 32;
  });

  // A field that is folded away cannot be selected, hence one of its own.
  function copyByHand(text) {
    const from = document.activeElement;
    const field = document.createElement('textarea');
    field.className = 'unseen';
    field.readOnly = true;
    field.value = text;
    document.body.appendChild(field);
    field.select();
    try {
      return document.execCommand('copy');
    } catch (_error) {
      return false;
    } finally {
      field.remove();
      if (from) from.focus();
    }
  }
  // A frame may not use the clipboard unless its host says so, and asking is an error that everybody sees.
  function copy(text) {
    if (copyByHand(text)) return Promise.resolve(true);
    if (!navigator.clipboard || !navigator.clipboard.writeText) return Promise.resolve(false);
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  function canCopy(button) {
    const field = document.getElementById(button.dataset.copy);
    const said = button.parentNode.querySelector('[data-copy-said]');
    button.hidden = false;
    button.addEventListener('click', () => {
      copy(field.value).then((done) => {
        said.textContent = done ? '已复制' : '没能复制，请在框里全选后复制';
        if (!done) field.select();
      });
    });
  }
  each('[data-copy]', canCopy);
  // What a page adds later copies as well.
  document.addEventListener('added', (event) => {
    Array.prototype.forEach.call(event.target.querySelectorAll('[data-copy]'), canCopy);
  });

  each('[data-day]', (form) => {
    const field = form.querySelector('[type="date"]');
    const button = form.querySelector('[data-go]');
    // A date that is typed changes with every key; it is sent when it is left, or with the button.
    let typed = false;
    field.addEventListener('keydown', () => {
      typed = true;
      button.hidden = false;
    });
    field.addEventListener('change', () => {
      if (!typed && field.value && field.checkValidity()) form.submit();
    });
    button.hidden = true;
  });

  each('[data-search] select', (field) => {
    let byKey = false;
    field.addEventListener('keydown', (event) => {
      byKey = event.key !== 'Enter';
    });
    field.addEventListener('pointerdown', () => {
      byKey = false;
    });
    field.addEventListener('change', () => {
      if (!byKey) field.form.submit();
    });
  });
})();
