// 省/市/区 by choosing, and the phone's place beside it. Coordinates never decide the region: a guess is no answer.
window.checkinLocation = function (group, options) {
  'use strict';
  var part = function (name) { return group.querySelector('[data-part=' + name + ']'); };
  var level = function (name) { return group.querySelector('[data-level=' + name + ']'); };
  var region = part('region');
  var state = group.querySelector('[data-locate-state]');
  var cities = [];

  function fill(select, names, label) {
    select.textContent = '';
    [''].concat(names).forEach(function (name) {
      var option = document.createElement('option');
      option.value = name;
      option.textContent = name || label;
      select.appendChild(option);
    });
  }
  function nameOf(select) { var chosen = select.options[select.selectedIndex]; return chosen && chosen.value ? chosen.textContent : ''; }
  function compose() {
    var abroad = level('province').value === 'abroad';
    group.querySelector('.region-abroad').hidden = !abroad;
    level('city').hidden = level('county').hidden = abroad;
    var parts = abroad ? ['境外', level('abroad').value.trim()] : [nameOf(level('province')), nameOf(level('city')), nameOf(level('county'))];
    region.value = parts.every(Boolean) ? parts.join('/') : '';
    options.changed();
  }
  function loadCities(code) {
    fill(level('city'), [], '市');
    fill(level('county'), [], '区县');
    if (!code || code === 'abroad') return Promise.resolve();
    return fetch(options.base + '/regions/' + code).then(function (answer) { return answer.json(); }).then(function (said) {
      cities = said.cities;
      fill(level('city'), cities.map(function (city) { return city.name; }), '市');
    });
  }
  function showCounties() {
    var city = cities.filter(function (each) { return each.name === level('city').value; })[0];
    fill(level('county'), city ? city.counties : [], '区县');
  }
  function usePlainField() {
    group.querySelector('[data-region]').hidden = true;
    region.hidden = false;
    group.querySelector('[data-plain]').hidden = false;
  }
  level('province').addEventListener('change', function () {
    loadCities(level('province').value).then(function () {
      if (cities.length === 1) { level('city').value = cities[0].name; showCounties(); }
      compose();
    }).catch(usePlainField);
    compose();
  });
  level('city').addEventListener('change', function () { showCounties(); compose(); });
  level('county').addEventListener('change', compose);
  level('abroad').addEventListener('input', compose);

  // The region of the last report is shown as chosen, without asking the network for its neighbours.
  function preset() {
    var known = region.value.split('/');
    if (known.length < 2) return;
    if (known[0] === '境外') { level('province').value = 'abroad'; level('abroad').value = known.slice(1).join('/'); compose(); return; }
    var province = Array.prototype.filter.call(level('province').options, function (option) { return option.textContent === known[0]; })[0];
    if (!province || known.length !== 3) { usePlainField(); return; }
    province.selected = true;
    fill(level('city'), [known[1]], '市');
    fill(level('county'), [known[2]], '区县');
    level('city').value = known[1];
    level('county').value = known[2];
    ['city', 'county'].forEach(function (name) { level(name).addEventListener('focus', loadAround); level(name).addEventListener('pointerdown', loadAround); });
  }
  var loaded = false;
  function loadAround() {
    if (loaded) return;
    loaded = true;
    var city = level('city').value, county = level('county').value;
    loadCities(level('province').value).then(function () {
      level('city').value = city;
      showCounties();
      level('county').value = county;
    }).catch(function () { loaded = false; });
  }

  // ---- the place: the host's page, the host's app, then the browser; each may be silent, none is waited for
  var TIMEOUT = 8000;
  function limited(start) {
    return new Promise(function (resolve, reject) {
      setTimeout(function () { reject(new Error('超时')); }, TIMEOUT);
      start(resolve, reject);
    });
  }
  function byHostPage(resolve, reject) {
    var origins = (options.hosts || '').split(' ').filter(Boolean);
    if (window.parent === window || origins.length === 0) { reject(new Error('没有门户')); return; }
    var id = String(Math.random()).slice(2) + Date.now();
    window.addEventListener('message', function heard(event) {
      var said = event.data || {};
      if (origins.indexOf(event.origin) < 0 || event.source !== window.parent || said.type !== 'checkin.location' || said.requestId !== id) return;
      window.removeEventListener('message', heard);
      if (said.error || typeof said.longitude !== 'number') reject(new Error('门户没有给出位置')); else resolve(said);
    });
    origins.forEach(function (origin) { window.parent.postMessage({ type: 'checkin.location', requestId: id }, origin); });
  }
  function byHostApp(resolve, reject) {
    var android = window.local_obj && window.local_obj.yibanhtml5location;
    var ios = window.ios_yibanhtml5location;
    if (!android && !ios) { reject(new Error('没有应用')); return; }
    window.yibanhtml5location = function (text) {
      try { var said = JSON.parse(text); resolve({ longitude: Number(said.longitude), latitude: Number(said.latitude), address: said.address }); } catch (error) { reject(error); }
    };
    if (android) window.local_obj.yibanhtml5location(); else window.ios_yibanhtml5location();
  }
  function byBrowser(resolve, reject) {
    if (!navigator.geolocation) { reject(new Error('没有定位')); return; }
    navigator.geolocation.getCurrentPosition(function (found) { resolve(found.coords); }, reject, { timeout: TIMEOUT, maximumAge: 60000 });
  }
  function keep(found, source) {
    if (!isFinite(found.longitude) || !isFinite(found.latitude)) throw new Error('位置不对');
    part('longitude').value = Number(found.longitude).toFixed(6);
    part('latitude').value = Number(found.latitude).toFixed(6);
    part('accuracy').value = isFinite(found.accuracy) && found.accuracy !== null ? Math.round(found.accuracy) : '';
    part('address').value = String(found.address || '').slice(0, 200);
    part('source').value = source;
    state.textContent = found.address ? '已附上：' + found.address : '已附上定位';
    options.changed();
  }
  function locate() {
    state.textContent = '正在定位…';
    limited(byHostPage).then(function (found) { keep(found, 'host'); })
      .catch(function () { return limited(byHostApp).then(function (found) { keep(found, 'host'); }); })
      .catch(function () { return limited(byBrowser).then(function (found) { keep(found, 'gps'); }); })
      .catch(function () { state.textContent = '没有定位到，选好地区就可以提交'; });
  }
  group.querySelector('[data-locate]').addEventListener('click', locate);

  group.querySelector('[data-region]').hidden = false;
  region.hidden = true;
  group.querySelector('[data-plain]').hidden = true;
  preset();
  // Where the browser has been allowed before, nobody needs to tap.
  if (navigator.permissions && navigator.permissions.query && !part('longitude').value)
    navigator.permissions.query({ name: 'geolocation' }).then(function (answer) { if (answer.state === 'granted' || window.local_obj) locate(); }).catch(function () { /* tapping works */ });
};
