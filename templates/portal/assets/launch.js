// Hands the token over by itself. It runs before the page counts as loaded, so "back" does not end up here.
document.getElementById('launch').submit();
