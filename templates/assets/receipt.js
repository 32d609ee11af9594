// What was received needs no draft any more: phones are shared.
(() => {
  window.checkinDraft.drop(document.querySelector('[data-done]').dataset.done);
})();
