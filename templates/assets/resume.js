// A cookie of the top level does not come with another site's POST, but it does with a question from this page.
(() => {
  const main = document.querySelector('[data-resume]');
  fetch(`${document.body.dataset.base}/api/me`, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((me) => {
      if (me.personNo === main.dataset.person) location.replace(main.dataset.resume);
    })
    .catch(() => {
      /* the page says what to do */
    });
})();
