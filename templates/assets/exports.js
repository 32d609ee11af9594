// biome-ignore-all lint/complexity/useOptionalChain: the oldest browser that it runs in knows none.
// Files that are being made bring themselves up to date, until all of them are done.
(() => {
  const EVERY = 1500;
  const all = (selector) => Array.prototype.slice.call(document.querySelectorAll(selector));
  const said = document.querySelector('[data-said]');

  // Whoever is just about to cancel one is not disturbed.
  const isHeld = (item) => item.contains(document.activeElement) || item.querySelector('details[open]');

  function renew(fresh) {
    all('[data-pending]').forEach((item) => {
      const now = fresh.getElementById(item.id);
      if (!now) item.remove();
      if (!now || (now.hasAttribute('data-pending') && isHeld(item))) return;
      const put = document.importNode(now, true);
      item.replaceWith(put);
      put.dispatchEvent(new CustomEvent('added', { bubbles: true }));
      if (!now.hasAttribute('data-pending') && said)
        said.textContent = `${put.querySelector('h2').textContent}：${put.querySelector('.tag').textContent}`;
    });
  }
  function look() {
    fetch(window.location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((html) => renew(new DOMParser().parseFromString(html, 'text/html')))
      .catch(() => {})
      .then(wait);
  }
  function wait() {
    const live = document.querySelector('[data-live]');
    if (document.querySelector('[data-pending]')) setTimeout(look, EVERY);
    else if (live) live.parentNode.remove();
  }
  wait();
})();
