// Ticking whoever is abnormal goes on to what is the matter, and counts; the field itself is shown by the style sheet.
(() => {
  const form = document.querySelector('[data-follow-up]');
  if (!form) return;
  const count = form.querySelector('[data-ticked]');
  const ticks = Array.prototype.slice.call(form.querySelectorAll('[name="abnormal"]'));

  function show() {
    const ticked = ticks.filter((tick) => tick.checked).length;
    count.textContent = ticked ? `异常 ${ticked} 人` : '没有异常';
  }
  form.addEventListener('change', (event) => {
    if (event.target.name !== 'abnormal') return;
    show();
    if (event.target.checked) document.getElementById(event.target.id.replace('t-', 'n-')).focus();
  });
  const wrong = form.querySelector('[aria-invalid]');
  if (wrong) wrong.focus();
  show();
})();
