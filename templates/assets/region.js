// 省/市/区 by choosing: that of the last report until somebody wants another, then level by level. ES2015.
window.checkinRegion = (group, { base, changed }) => {
  function part(name) {
    return group.querySelector(`[data-part=${name}]`);
  }
  function level(name) {
    return group.querySelector(`[data-level=${name}]`);
  }
  const region = part('region');
  const plain = group.querySelector('[data-plain]');
  const now = group.querySelector('.region-now');
  const selects = group.querySelector('.region-selects');
  let cities = [];

  // ---- the region, chosen level by level; a province's cities are fetched when they are wanted
  function fill(select, names, label) {
    select.textContent = '';
    [''].concat(names).forEach((name) => {
      const option = select.appendChild(document.createElement('option'));
      option.value = name;
      option.textContent = name || label;
    });
    select.disabled = names.length === 0;
  }
  function nameOf(select) {
    return select.value && select.options[select.selectedIndex].textContent;
  }
  function isAbroad() {
    return level('province').value === 'abroad';
  }
  function compose() {
    const abroad = isAbroad();
    group.querySelector('.region-abroad').hidden = !abroad;
    level('city').hidden = level('county').hidden = abroad;
    const parts = abroad
      ? ['境外', level('abroad').value.trim()]
      : [nameOf(level('province')), nameOf(level('city')), nameOf(level('county'))];
    region.value = parts.every(Boolean) ? parts.join('/') : '';
    changed();
  }
  function nameIn(each) {
    return each.name;
  }
  function showCities(wanted) {
    fill(level('city'), cities.map(nameIn), '市');
    if (cities.length === 1) level('city').value = cities[0].name;
    if (wanted && cities.map(nameIn).indexOf(wanted) >= 0) level('city').value = wanted;
  }
  function showCounties(wanted) {
    const city = cities.filter((each) => each.name === level('city').value)[0];
    fill(level('county'), city ? city.counties : [], '区县');
    if (city && city.counties.indexOf(wanted) >= 0) level('county').value = wanted;
  }
  function loadProvince(city, county) {
    const code = level('province').value;
    cities = [];
    showCities();
    showCounties();
    if (!code || code === 'abroad') return Promise.resolve();
    return fetch(`${base}/regions/${code}`)
      .then((answer) => {
        if (!answer.ok) throw new Error('没有取到');
        return answer.json();
      })
      .then((said) => {
        if (level('province').value !== code) return;
        cities = said.cities;
        showCities(city);
        showCounties(county);
      });
  }
  /** Without the list of places, they are written. */
  function writeInstead() {
    selects.hidden = true;
    now.hidden = true;
    plain.hidden = false;
  }
  level('province').addEventListener('change', () => {
    loadProvince().then(compose, writeInstead);
    compose();
  });
  level('city').addEventListener('change', () => {
    showCounties();
    compose();
  });
  level('county').addEventListener('change', compose);
  level('abroad').addEventListener('input', compose);

  // ---- the region of the last report is a line of text, until somebody wants another
  function showNow() {
    const known = region.value.split('/');
    if (known.length < 2) {
      fill(level('city'), [], '市');
      fill(level('county'), [], '区县');
      return;
    }
    group.querySelector('.region-text').textContent = known.join(' ');
    now.hidden = false;
    selects.hidden = true;
  }
  function change() {
    const known = region.value.split('/');
    now.hidden = true;
    selects.hidden = false;
    const province = Array.prototype.filter.call(
      level('province').options,
      (option) => option.textContent === known[0],
    )[0];
    if (!province) {
      level('province').focus();
      return;
    }
    province.selected = true;
    if (isAbroad()) {
      level('abroad').value = known.slice(1).join('/');
      compose();
      level('abroad').focus();
      return;
    }
    level('province').focus();
    loadProvince(known[1], known[2]).then(compose, writeInstead);
  }
  group.querySelector('[data-change]').addEventListener('click', change);

  group.querySelector('[data-region]').hidden = false;
  showNow();
};
