// The phone's place beside the region, which it never decides: a guess is no answer. ES2015.
window.checkinLocation = (group, { hosts, changed }) => {
  function part(name) {
    return group.querySelector(`[data-part=${name}]`);
  }

  const PARTS = ['longitude', 'latitude', 'accuracy', 'address', 'source'];
  const state = group.querySelector('[data-locate-state]');
  const asks = group.querySelector('[data-locate]');
  const forgets = group.querySelector('[data-forget]');
  function put(values) {
    PARTS.forEach((name) => {
      part(name).value = values[name] || '';
    });
    showKept();
    changed();
  }
  function showKept() {
    const has = Boolean(part('longitude').value);
    const address = part('address').value;
    state.textContent = has ? `已附上${address ? `：${address}` : '定位'}` : '';
    forgets.hidden = !has;
    asks.hidden = has;
  }
  function forget() {
    put({});
    asks.focus();
  }
  let isLocating = false;
  function locate() {
    if (isLocating) return;
    isLocating = true;
    state.textContent = '正在定位…不用等，可以先填别的';
    window
      .checkinLocate(hosts)
      .then(put)
      .catch(() => {
        state.textContent = '没有定位到。选好地区，一样可以提交';
      })
      .then(() => {
        isLocating = false;
      });
  }
  asks.addEventListener('click', locate);
  forgets.addEventListener('click', forget);

  showKept();
  // Where the browser has been allowed before, nobody needs to tap.
  if ('permissions' in navigator && !part('longitude').value)
    navigator.permissions
      .query({ name: 'geolocation' })
      .then((answer) => {
        if (answer.state === 'granted') locate();
      })
      .catch(() => {
        /* tapping works */
      });
};
