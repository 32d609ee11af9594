// A cookie of the top level does not come with another site's POST, but it does with a question from this page.
(function () {
  var main = document.querySelector('[data-resume]');
  fetch(document.body.dataset.base + '/api/me', { credentials: 'same-origin', headers: { Accept: 'application/json' } })
    .then(function (answer) { return answer.ok ? answer.json() : {}; })
    .then(function (me) { if (me.personNo === main.dataset.person) location.replace(main.dataset.resume); })
    .catch(function () { /* the page says what to do */ });
})();
