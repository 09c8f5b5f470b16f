export { createTidepay } from './tidepay.js';
export {
  startTidepaySimulator,
  type TidepayControl,
  type TidepayDelivery,
  type TidepayFault,
  type TidepayFaultKind,
  type TidepayObject,
  type TidepayRequest,
  type TidepaySimulator,
  type TidepaySimulatorOptions,
} from './tidepay-simulator.js';
