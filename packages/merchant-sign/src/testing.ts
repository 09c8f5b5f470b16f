export { signBody, type SignBodyOptions } from './sign-body.js';
