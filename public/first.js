// Sets the theme before the first paint, so that a dark page never flashes white.
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
