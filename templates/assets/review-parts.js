// What the queue's script needs: a word at the foot of the page, and sending a form without leaving it.
window.reviewParts = (() => {
  const UNDO_MS = 10000;
  const snack = document.querySelector('[data-snack]');
  let timer = 0;

  function say(text, undo, address) {
    window.clearTimeout(timer);
    snack.textContent = '';
    const words = document.createElement('span');
    words.textContent = text;
    snack.appendChild(words);
    if (address) {
      const link = document.createElement('a');
      link.href = document.body.dataset.base + address;
      link.textContent = '看跟进';
      snack.appendChild(link);
    }
    if (undo) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = '撤销';
      button.addEventListener('click', () => {
        button.disabled = true;
        undo();
      });
      snack.appendChild(button);
    }
    timer = window.setTimeout(quiet, UNDO_MS);
  }

  // Whoever is about to press it is not robbed of it.
  function quiet() {
    if (snack.contains(document.activeElement) || snack.matches(':hover')) timer = window.setTimeout(quiet, 2000);
    else snack.textContent = '';
  }

  function post(form, fields) {
    return fetch(form.action, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: fields.toString(),
    }).then((answer) =>
      answer.json().then((body) => {
        if (answer.ok) return body.outcomes;
        throw body;
      }),
    );
  }

  function fieldsOf(form, decision) {
    const fields = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, (field) => {
      const chosen = (field.type !== 'checkbox' && field.type !== 'radio') || field.checked;
      if (field.name && field.type !== 'submit' && chosen) fields.append(field.name, field.value);
    });
    fields.append('decision', decision);
    return fields;
  }

  return { say: say, post: post, fieldsOf: fieldsOf };
})();
