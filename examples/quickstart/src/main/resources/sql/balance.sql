SELECT balance FROM account WHERE id = CAST(:#account AS integer)
