/**
 * Where a payout stands in its lifecycle.
 *
 * - `pending`: accepted by the provider, not yet sent;
 * - `broadcast`: sent, with a transaction on its network, not yet certain;
 * - `confirmed`: the receiver has it;
 * - `failed`, `cancelled`: nothing was sent, or it came back;
 * - `reversed`: it was sent, and came back later;
 * - `unrecognised`: the provider used a word nobody has mapped; a person has to look.
 *
 * `failed` while not final can still be sent: the money stays on hold.
 */
export type PayoutStatus = 'pending' | 'broadcast' | 'confirmed' | 'failed' | 'cancelled' | 'reversed' | 'unrecognised';
