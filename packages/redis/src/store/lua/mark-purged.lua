-- From now on, whatever was recorded of a person before now is dropped when it is relayed. Needs shared/purged-marks.lua.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: the user

renew_marks()
call('HSET', PURGED, mark_of(ARGV[FIRST]), string.format('%.0f', server_now()))
return reply({})
