"""What is paid: the treasury's ledger, its budgets, and the projects it funds."""
