// What is typed stays on this phone until it has been received: by person, campaign and day, two days at most, for phones
// are shared. Without storage (a blocked frame) there is no draft, and everything else works. ES2015.
(() => {
  const PREFIX = 'checkin:';
  const KEPT_FOR = 2 * 24 * 3600 * 1000;
  const SKIPPED = ['_csrf', 'date', 'formVersion', 'confirmed', 'notice'];

  /** Nothing where the browser keeps nothing. */
  function attempt(work) {
    try {
      return work(window.localStorage);
    } catch (error) {
      void error;
    }
  }
  function fieldsOf(form) {
    return Array.prototype.filter.call(
      form.elements,
      (field) => field.name && field.type !== 'submit' && SKIPPED.indexOf(field.name) < 0,
    );
  }
  function isChoice(field) {
    return field.type === 'checkbox' || field.type === 'radio';
  }

  /** Puts one kept value back where it belongs, and tells whether that changed anything. */
  function putBack(field, kept) {
    if (field.name !== kept.name) return false;
    if (isChoice(field)) {
      if (field.value !== kept.value || field.checked === kept.checked) return false;
      field.checked = kept.checked;
      return true;
    }
    if (field.value === kept.value) return false;
    field.value = kept.value;
    return true;
  }

  window.checkinDraft = {
    save: (key, form) => {
      const fields = fieldsOf(form).map((field) => ({
        name: field.name,
        value: field.value,
        checked: isChoice(field) && field.checked,
      }));
      attempt((store) => {
        store.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), fields: fields }));
      });
    },

    /** True when something came back that was not there. */
    restore: (key, form) => {
      const draft = attempt((store) => JSON.parse(store.getItem(PREFIX + key)));
      if (!draft || !Array.isArray(draft.fields)) return false;
      const fields = fieldsOf(form);
      return draft.fields.filter((kept) => fields.filter((field) => putBack(field, kept)).length > 0).length > 0;
    },

    drop: (key) => {
      attempt((store) => {
        store.removeItem(PREFIX + key);
      });
    },

    dropOld: () => {
      attempt((store) => {
        Object.keys(store).forEach((name) => {
          if (name.indexOf(PREFIX) !== 0) return;
          const draft = attempt(() => JSON.parse(store.getItem(name))) || {};
          if (!(draft.at > Date.now() - KEPT_FOR)) store.removeItem(name);
        });
      });
    },
  };
})();
