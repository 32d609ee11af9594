// An exclusive choice, and questions that depend on another: on a student's form, and where it is shown beforehand. ES2015.
(() => {
  function all(selector, within) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  function keepExclusive(box) {
    if (box.type !== 'checkbox' || !box.checked || !box.closest('fieldset')) return;
    all('input[type=checkbox]', box.closest('fieldset')).forEach((other) => {
      if (other !== box && (box.hasAttribute('data-exclusive') || other.hasAttribute('data-exclusive')))
        other.checked = false;
    });
  }

  function showDependent(within) {
    all('[data-only-if]', within).forEach((field) => {
      const master = all(`[data-field="${field.dataset.onlyIf}"] input`, within).filter(
        (input) => input.value === field.dataset.onlyValue,
      )[0];
      field.hidden = Boolean(master) && !master.checked;
    });
  }

  /** From now on; what is said for whoever has no script is hidden. */
  window.checkinChoices = (within) => {
    within.addEventListener('change', (event) => {
      keepExclusive(event.target);
      showDependent(within);
    });
    all('[data-plain]', within).forEach((hint) => {
      hint.hidden = true;
    });
    showDependent(within);
  };
})();
