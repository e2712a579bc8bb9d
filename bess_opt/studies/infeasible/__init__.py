"""Why a case has no solution, and the smallest change with which it has one."""
