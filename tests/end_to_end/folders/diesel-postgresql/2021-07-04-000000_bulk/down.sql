UPDATE community SET name = lower(name);
