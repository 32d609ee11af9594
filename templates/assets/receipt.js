// What was received needs no draft any more: phones are shared.
(function () {
  try { localStorage.removeItem('checkin:' + document.querySelector('[data-done]').dataset.done); } catch (error) { /* no storage, no draft */ }
})();
