import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { keptTheme, showTheme } from './language/theme.js';

showTheme(keptTheme());
const place = document.getElementById('page');
if (place === null) throw new Error('The page has no place to be shown in.');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
