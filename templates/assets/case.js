// A note is sent once, however often the button is pressed; what was wrong is where the writing goes on.
(() => {
  const forms = Array.prototype.slice.call(document.querySelectorAll('[data-once]'));
  forms.forEach((form) => {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = 'yes';
    });
  });
  // A page that comes back from the history can be sent again.
  window.addEventListener('pageshow', () => {
    forms.forEach((form) => {
      delete form.dataset.sent;
    });
  });
  const wrong = document.querySelector('textarea[aria-invalid]');
  if (wrong) wrong.focus();
})();
