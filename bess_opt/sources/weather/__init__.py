"""Weather files read into profiles: EPW, TMY3, PVGIS, SAM CSV and ERA5, all from local files.

``record`` holds what a file says of place and time, ``formats`` and ``era5`` read one, ``calendar``
lays it on the horizon, ``solar`` and ``wind`` compute output over rating, ``profile`` joins them.
pvlib (extra ``data``) is imported inside the functions that need it.
"""
