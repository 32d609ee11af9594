// Sending a report back: ready-made reasons that fill the text.
(() => {
  const all = (selector, root) => Array.prototype.slice.call((root || document).querySelectorAll(selector));

  // A reason that is chosen fills the text; a text that is changed is nobody's ready-made reason any more.
  all('[data-return]').forEach((box) => {
    const note = box.querySelector('textarea');
    const wrong = box.querySelector('[data-wrong]');
    const clearWrong = () => {
      note.removeAttribute('aria-invalid');
      wrong.textContent = '';
    };
    box.addEventListener('change', (event) => {
      if (event.target.name !== 'reason') return;
      note.value = event.target.value;
      clearWrong();
    });
    note.addEventListener('input', () => {
      all('[name="reason"]', box).forEach((radio) => {
        if (note.value.indexOf(radio.value) < 0) radio.checked = false;
      });
      clearWrong();
    });
  });
  const typedWrong = document.querySelector('textarea[aria-invalid]');
  if (typedWrong) typedWrong.focus();
})();
