// biome-ignore-all lint/complexity/useOptionalChain: the oldest browser that it runs in knows none.
// Deciding without leaving the page: the next report stands ready, and ten seconds to take a decision back.
(() => {
  const main = document.getElementById('main');
  const all = (selector, root) => Array.prototype.slice.call((root || document).querySelectorAll(selector));
  const DONE = { confirm: '已核实', clear: '无异常', return: '已退回', reopen: '已撤回' };

  if (!main || main.dataset.queue === undefined || !window.fetch || !window.URLSearchParams) return;

  const bulk = document.getElementById('bulk');
  const { say, post, fieldsOf } = window.reviewParts;
  const list = document.querySelector('[data-list]');
  const empty = document.querySelector('[data-empty]');
  const items = () => all('[data-item]', list || main);
  const boxes = () => all('[name="report"][form="bulk"]');
  let pressed = null;

  function countChosen() {
    if (!bulk) return;
    const chosen = boxes().filter((box) => box.checked).length;
    const everything = bulk.querySelector('[data-all]');
    bulk.querySelector('[data-chosen]').textContent = chosen ? `已选 ${chosen} 份` : '勾选后可一起处理';
    bulk.classList.toggle('s-bulk-on', chosen > 0);
    everything.checked = chosen > 0 && chosen === boxes().length;
    everything.indeterminate = chosen > 0 && chosen < boxes().length;
  }
  if (bulk) {
    bulk.querySelector('[data-all-box]').hidden = false;
    bulk.querySelector('[data-all]').addEventListener('change', (event) => {
      boxes().forEach((box) => {
        box.checked = event.target.checked;
      });
      countChosen();
    });
    document.addEventListener('change', (event) => {
      if (event.target.name === 'report') countChosen();
    });
    countChosen();
  }

  function addTo(element, count) {
    if (element) element.textContent = String(Math.max(0, Number(element.textContent) + count));
  }
  function moved(done, sign) {
    const waiting = document.querySelector('[data-count=reviews]');
    const change = (status, count) => {
      addTo(document.querySelector(`[data-tab="${status}"]`), count);
      if (status === 'pending') addTo(waiting, count);
    };
    done.forEach((each) => {
      change(main.dataset.queue, -sign);
      change(each.status, sign);
    });
    waiting.parentNode.classList.toggle('s-count-none', waiting.textContent === '0');
  }

  function showCases(count) {
    const shown = document.querySelector('[data-count=cases]');
    shown.textContent = String(count);
    shown.parentNode.classList.toggle('s-count-none', count === 0);
  }

  function settle() {
    const left = items().length;
    if (left === 0 && document.querySelector('[data-next]'))
      return window.location.assign(document.querySelector(`[data-tab="${main.dataset.queue}"]`).parentNode.href);
    empty.hidden = left > 0;
    if (bulk) bulk.hidden = left === 0;
    const hint = document.querySelector('.s-hint');
    if (hint) hint.hidden = left === 0;
    countChosen();
  }

  function takeAway(done) {
    const keys = done.map((each) => each.value);
    const gone = items().filter((item) => keys.indexOf(item.dataset.item) >= 0);
    const after = gone.length ? gone[gone.length - 1].nextElementSibling : null;
    const places = gone.map((item) => ({ item: item, next: item.nextSibling }));
    gone.forEach((item) => {
      item.remove();
    });
    const ready = after && after.parentNode ? after : items()[0];
    settle();
    if (ready) ready.focus();
    else if (!empty.hidden) empty.focus();
    return places;
  }
  function putBack(places) {
    places
      .slice()
      .reverse()
      .forEach((place) => {
        list.insertBefore(place.item, place.next && place.next.parentNode === list ? place.next : null);
        all('[type="checkbox"]', place.item).forEach((box) => {
          box.checked = false;
        });
        all('details', place.item).forEach((box) => {
          box.open = false;
        });
      });
    settle();
    if (places[0]) places[0].item.focus();
  }

  function tellRefused(refused) {
    refused.forEach((each) => {
      const item = items().filter((one) => one.dataset.item === each.value)[0];
      if (item) item.querySelector('[data-refused]').textContent = each.problem;
    });
  }

  function names(done) {
    if (done.length > 3) return `${done.length} 份`;
    return done.map((each) => each.name).join('、');
  }

  function undo(form, outcomes, places) {
    const fields = new URLSearchParams();
    fields.append('_csrf', form.elements._csrf.value);
    fields.append('decision', 'reopen');
    outcomes.done.forEach((each) => {
      fields.append('report', each.value);
    });
    post(form, fields)
      .then((undone) => {
        const keys = undone.done.map((each) => each.value);
        const back = outcomes.done.filter((each) => keys.indexOf(each.value) >= 0);
        moved(back, -1);
        showCases(undone.openCases);
        putBack(places.filter((place) => keys.indexOf(place.item.dataset.item) >= 0));
        say(undone.refused.length ? `${undone.refused[0].name}：${undone.refused[0].problem}` : '已撤销');
      })
      .catch(() => say('没能撤销，请刷新后到相应的标签里撤回处理'));
  }

  function refuse(form, decision, problem) {
    const message =
      problem && problem.errors && problem.errors[0]
        ? problem.errors[0].message
        : (problem && (problem.detail || problem.title)) || '没有送到，请检查网络后再试';
    const box = form.querySelector('[data-return]');
    if (decision !== 'return' || !box || !problem || problem.status !== 422) return say(message);
    box.open = true;
    const note = box.querySelector('textarea');
    note.setAttribute('aria-invalid', 'true');
    box.querySelector('[data-wrong]').textContent = message;
    note.focus();
  }

  function send(form, decision) {
    if (form.dataset.busy) return;
    form.dataset.busy = 'yes';
    const notePlain = decision === 'return' ? null : form.querySelector('textarea');
    const fields = fieldsOf(form, decision);
    if (notePlain) {
      fields.delete('note');
      fields.delete('reason');
    }
    post(form, fields)
      .then((outcomes) => {
        delete form.dataset.busy;
        const old = document.querySelector('[data-outcome]');
        if (old) old.remove();
        moved(outcomes.done, 1);
        tellRefused(outcomes.refused);
        if (outcomes.done.length === 0) return say(`${outcomes.refused.length} 份没有处理，原因写在下面`);
        const places = takeAway(outcomes.done);
        if (form === bulk)
          all('[data-return]', bulk).forEach((box) => {
            box.open = false;
            box.querySelector('textarea').value = '';
            all('[name="reason"]', box).forEach((radio) => {
              radio.checked = false;
            });
          });
        const rest = outcomes.refused.length ? `；${outcomes.refused.length} 份没有处理` : '';
        say(
          `${DONE[decision]}：${names(outcomes.done)}${rest}`,
          outcomes.canUndo ? () => undo(form, outcomes, places) : null,
          outcomes.done.length === 1 ? outcomes.done[0].case : null,
        );
        showCases(outcomes.openCases);
      })
      .catch((problem) => {
        delete form.dataset.busy;
        refuse(form, decision, problem instanceof Error ? null : problem);
      });
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest ? event.target.closest('button[name="decision"]') : null;
    if (button) pressed = button.value;
  });
  all('[data-decide]').forEach((form) => {
    form.addEventListener('submit', (event) => {
      if (!pressed) return;
      event.preventDefault();
      send(form, pressed);
      pressed = null;
    });
  });
})();
