"""Two warehouses side by side: which published figures moved, and what differs behind them."""
