"""The parts of the Models page: filters, the table with its columns, and models of one's own."""
