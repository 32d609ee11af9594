// Where the phone is: of the host's page, the host's app, then the browser; each may be silent, none is waited for long.
// Answers { source, longitude, latitude, accuracy, address }; fails as the last of them does. ES2015.
window.checkinLocate = (hosts) => {
  const TIMEOUT = 8000;
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
  function from(source) {
    return (found) => ({
      source: source,
      longitude: degree(found.longitude, 180),
      latitude: degree(found.latitude, 90),
      accuracy:
        typeof found.accuracy === 'number' && found.accuracy >= 0 && found.accuracy <= 1e7
          ? String(Math.round(found.accuracy))
          : '',
      address: String(found.address || '').slice(0, 200),
    });
  }
  return limited(byHostPage)
    .then(from('host'))
    .catch(() => limited(byHostApp).then(from('host')))
    .catch(() => limited(byBrowser).then(from('gps')));
};
