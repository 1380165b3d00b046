"""Paper: reports and case files as pages, with pictures in dark ink on white."""
