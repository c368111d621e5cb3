"""Flask glue: the organisation from the address, the gate before each portal, the transaction round each view."""
