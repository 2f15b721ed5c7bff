UPDATE community SET name = rtrim(name, '!');
