// A look back before something unusual goes: what was answered, and two ways on. ES2015.
(() => {
  const ask = document.getElementById('ask');
  const no = document.getElementById('ask-no');
  const yes = document.getElementById('ask-yes');
  let asked = { from: no, confirmed: () => {} };

  function close() {
    ask.hidden = true;
    asked.from.focus();
  }

  no.addEventListener('click', close);
  yes.addEventListener('click', () => {
    close();
    asked.confirmed();
  });
  ask.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'Tab') return;
    event.preventDefault();
    (document.activeElement === no ? yes : no).focus();
  });

  /** Shows the lines; focus goes back to `from` when the look is over, and `confirmed` is called where nothing was wrong. */
  window.checkinAsk = (lines, from, confirmed) => {
    asked = { from, confirmed };
    const list = document.getElementById('ask-list');
    list.textContent = '';
    lines.forEach((line) => {
      list.appendChild(document.createElement('li')).textContent = line;
    });
    ask.hidden = false;
    no.focus();
  };
})();
