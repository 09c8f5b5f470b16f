/** What is wrong with an address, as a clause. No clause holds any part of the address. */
export type AddressFault =
  | 'it belongs to a test network'
  | 'it belongs to another network'
  | 'it does not start with 0x'
  | 'it holds a character that no such address has'
  | 'it holds white space or an invisible character'
  | 'it mixes upper and lower case'
  | 'its checksum is wrong'
  | 'its checksum, the case of its letters, is wrong'
  | 'its encoding is wrong'
  | 'its kind is not in use'
  | 'its length is wrong'
  | 'its workchain is neither 0 nor -1';
