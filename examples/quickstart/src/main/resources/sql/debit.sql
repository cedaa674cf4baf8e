UPDATE account SET balance = balance - CAST(:#amount AS numeric) WHERE id = CAST(:#account AS integer)
