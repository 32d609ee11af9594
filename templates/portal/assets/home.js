const frame = document.getElementById('pane-frame');
const paneForm = document.getElementById('pane-form');
const moduleOrigin = frame.dataset.moduleOrigin;

/** The module in the frame asks where the person is; nobody else is answered. */
window.addEventListener('message', (event) => {
  const question = event.data;
  if (event.origin !== moduleOrigin || event.source !== frame.contentWindow) return;
  if (typeof question !== 'object' || question === null || question.type !== 'checkin.location') return;
  const answer = {
    type: question.type,
    requestId: question.requestId,
    longitude: Number(frame.dataset.longitude),
    latitude: Number(frame.dataset.latitude),
    accuracy: Number(frame.dataset.accuracy),
    address: frame.dataset.address,
  };
  event.source.postMessage(answer, moduleOrigin);
});

/** On a narrow screen the cards are a strip: bring the chosen one into it, without moving the page. */
const chosen = document.querySelector('.card[aria-current]');
const strip = chosen.closest('.cards');
strip.scrollLeft = chosen.parentElement.offsetLeft - strip.offsetLeft - 16;

if (paneForm.hasAttribute('data-automatic')) {
  paneForm.submit();
  paneForm.querySelector('button').textContent = '重新打开';
}
