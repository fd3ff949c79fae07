// What must happen before the page's modules come. Sets the theme before the first paint, so that a dark page never flashes white.
(function () {
  var kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('podarium/settings') || '{}') || {};
  } catch {
    kept = {};
  }
  var dark = kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
// Browsers load no module from a disk: who opens the file itself is told what to do, where there would be an empty page.
if (location.protocol === 'file:') addEventListener('DOMContentLoaded', function () {
  var text = document.createElement('p');
  text.style.cssText = 'max-width: 36em; margin: 4em auto; padding: 0 1em; font: 18px/1.5 system-ui, sans-serif';
  text.append('Podarium was opened as a file, and browsers run programs only from a web server. Start any server in this folder, such as ');
  text.append(Object.assign(document.createElement('code'), { textContent: 'python3 -m http.server' }));
  text.append(' or ');
  text.append(Object.assign(document.createElement('code'), { textContent: 'npx serve' }));
  text.append(', and open the address that it prints.');
  document.body.append(text);
});
