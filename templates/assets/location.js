// The phone's place beside the region, which it never decides: a guess is no answer. ES2015.
window.checkinLocation = (group, { hosts, changed }) => {
  function part(name) {
    return group.querySelector(`[data-part=${name}]`);
  }

  // ---- the place: the host's page, the host's app, then the browser; each may be silent, none is waited for
  const TIMEOUT = 8000;
  const state = group.querySelector('[data-locate-state]');
  const asks = group.querySelector('[data-locate]');
  const forgets = group.querySelector('[data-forget]');
  function limited(start) {
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        reject(new Error('超时'));
      }, TIMEOUT);
      start(resolve, reject);
    });
  }
  function byHostPage(resolve, reject) {
    const origins = hosts.split(' ').filter(Boolean);
    if (window.parent === window || origins.length === 0) {
      reject(new Error('没有门户'));
      return;
    }
    const id = String(Math.random()).slice(2);
    window.addEventListener('message', function heard(event) {
      const said = event.data || {};
      if (
        origins.indexOf(event.origin) < 0 ||
        event.source !== window.parent ||
        said.type !== 'checkin.location' ||
        said.requestId !== id
      )
        return;
      window.removeEventListener('message', heard);
      if (said.error) reject(new Error('门户没有给出位置'));
      else resolve(said);
    });
    origins.forEach((origin) => {
      window.parent.postMessage({ type: 'checkin.location', requestId: id }, origin);
    });
  }
  function byHostApp(resolve, reject) {
    const android = window.local_obj || {};
    const ios = window.ios_yibanhtml5location;
    if (!android.yibanhtml5location && !ios) {
      reject(new Error('没有应用'));
      return;
    }
    window.yibanhtml5location = (text) => {
      try {
        resolve(typeof text === 'string' ? JSON.parse(text) : text);
      } catch (error) {
        reject(error);
      }
    };
    if (android.yibanhtml5location) android.yibanhtml5location();
    else ios();
  }
  function byBrowser(resolve, reject) {
    if (!navigator.geolocation) {
      reject(new Error('没有定位'));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      (found) => {
        resolve(found.coords);
      },
      reject,
      { timeout: TIMEOUT, maximumAge: 60000 },
    );
  }
  /** A text that is no number, and nought north of nought east, are how some phones say that they do not know. */
  function degree(value, limit) {
    const number = typeof value === 'string' && value.trim() ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || Math.abs(number) > limit || Math.abs(number) < 1e-5)
      throw new Error('位置不对');
    return number.toFixed(6);
  }
  function keep(source) {
    return (found) => {
      const longitude = degree(found.longitude, 180);
      const latitude = degree(found.latitude, 90);
      part('longitude').value = longitude;
      part('latitude').value = latitude;
      part('accuracy').value =
        typeof found.accuracy === 'number' && found.accuracy >= 0 && found.accuracy <= 1e7
          ? Math.round(found.accuracy)
          : '';
      part('address').value = String(found.address || '').slice(0, 200);
      part('source').value = source;
      showKept();
      changed();
    };
  }
  function showKept() {
    const has = Boolean(part('longitude').value);
    const address = part('address').value;
    state.textContent = has ? `已附上${address ? `：${address}` : '定位'}` : '';
    forgets.hidden = !has;
    asks.hidden = has;
  }
  function forget() {
    ['longitude', 'latitude', 'accuracy', 'address', 'source'].forEach((name) => {
      part(name).value = '';
    });
    showKept();
    changed();
    asks.focus();
  }
  let isLocating = false;
  function locate() {
    if (isLocating) return;
    isLocating = true;
    state.textContent = '正在定位…不用等，可以先填别的';
    limited(byHostPage)
      .then(keep('host'))
      .catch(() => limited(byHostApp).then(keep('host')))
      .catch(() => limited(byBrowser).then(keep('gps')))
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
