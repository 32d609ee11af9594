// biome-ignore-all lint/complexity/useOptionalChain: the oldest browser that it runs in knows none.
// A roster that is uploaded shows how far it is. Without this, the browser does, and the page comes anew by itself.
(() => {
  const EVERY = 1000;
  /** Where it was not the module that answered. */
  const WHY = {
    413: '文件太大，学校的服务器没有收下。请删去用不到的工作表再试，或请信息中心放宽上传的大小',
    502: '服务器正在重启，没有传上去。选好的文件还在，请过一分钟再试',
    504: '网络太慢，没有传完。选好的文件还在，请换个网络再试',
  };

  function send(form) {
    const bar = document.getElementById('upload-progress');
    const refused = document.getElementById('upload-refused');
    const button = form.querySelector('button');
    const request = new XMLHttpRequest();

    function giveBack(message) {
      bar.hidden = true;
      button.disabled = false;
      refused.textContent = message;
      refused.hidden = false;
    }
    function answered() {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch (_error) {
        // Whoever stands between us and the server has words of its own.
      }
      if (request.status === 200 && answer.location) window.location.assign(answer.location);
      else giveBack(answer.detail || answer.title || WHY[request.status] || '没有传上去。选好的文件还在，请再试一次');
    }

    const files = form.querySelector('[type="file"]');
    const most = Number(files.dataset.megabytes);
    const size = Array.prototype.reduce.call(files.files, (sum, file) => sum + file.size, 0);
    if (size > most * 1024 * 1024) return giveBack(`文件一共 ${Math.ceil(size / 1024 / 1024)} MB，不能超过 ${most} MB`);

    refused.hidden = true;
    bar.hidden = false;
    button.disabled = true;
    request.upload.addEventListener('progress', (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((100 * event.loaded) / event.total);
      bar.querySelector('progress').value = percent;
      bar.querySelector('[data-said]').textContent = percent < 100 ? `正在上传，${percent}%` : '传完了，正在保存';
    });
    request.addEventListener('load', answered);
    request.addEventListener('error', () => giveBack('网络断了，没有传上去。选好的文件还在，请再试一次'));
    request.open('POST', form.getAttribute('action'));
    request.setRequestHeader('Accept', 'application/json');
    request.send(new FormData(form));
  }

  const form = document.getElementById('upload');
  if (form && window.FormData)
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send(form);
    });

  function takeOver(html) {
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    const next = fresh.getElementById('main');
    const main = document.getElementById('main');
    if (!next) return false;
    const goesOn = next.hasAttribute('data-working');
    // A button that is being pressed stays where it is: only the figures change while the work is the same.
    if (goesOn && next.querySelector('h1').textContent === main.querySelector('h1').textContent) {
      const value = next.querySelector('progress').getAttribute('value');
      if (value) main.querySelector('progress').setAttribute('value', value);
      main.querySelector('[data-said]').textContent = next.querySelector('[data-said]').textContent;
      return true;
    }
    main.replaceWith(document.importNode(next, true));
    document.title = fresh.title;
    document.getElementById('main').focus();
    return goesOn;
  }

  function look() {
    fetch(window.location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } })
      .then((answer) => {
        if (answer.ok) return answer.text().then(takeOver);
        // Whoever is not signed in any more is told so by the page itself.
        if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return window.location.reload();
        throw new Error(String(answer.status));
      })
      .catch(() => {
        const said = document.querySelector('[data-said]');
        if (said) said.textContent = '连不上，正在重试';
        return true;
      })
      .then((goesOn) => {
        if (goesOn) window.setTimeout(look, EVERY);
      });
  }
  if (document.querySelector('[data-working]') && window.fetch && window.DOMParser) window.setTimeout(look, EVERY);
})();
